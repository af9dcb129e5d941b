package io.kvasir.control.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.control.state.Command;
import io.kvasir.control.state.Reply;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import io.kvasir.model.table.TableName;
import io.kvasir.replication.AppendResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLogTest {
    @TempDir Path folder;

    private ControlStateMachine stateMachine;
    private MemoryLog log;
    private CommandLog commands;

    @BeforeEach
    void start() throws IOException {
        stateMachine = ControlStateMachine.open(folder, (source, atLeast) -> new byte[0]);
        log = new MemoryLog(stateMachine);
        commands = CommandLog.start(log, stateMachine::state, new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        commands.close();
        stateMachine.close();
    }

    @Test
    void aCommandIsAppliedWhenItsReplyComes() {
        CommandResult result = commands.submit(create("orders")).join();

        assertThat(result).isInstanceOf(CommandResult.Replied.class);
        assertThat(stateMachine.state().table(new TableName("orders"))).isPresent();
    }

    @Test
    void commandsThatWaitTogetherShareEntriesThatFitTheLog() {
        List<CompletableFuture<CommandResult>> results = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            results.add(commands.submit(create("table-" + i)));
        }

        results.forEach(
                result -> assertThat(result.join()).isInstanceOf(CommandResult.Replied.class));
        assertThat(stateMachine.state().tables()).hasSize(1000);
        assertThat(log.entries).isBetween(2, 999);
    }

    @Test
    void whereThisMemberDoesNotLeadNothingIsAppended() {
        log.ready = false;

        assertThat(commands.submit(create("orders")).join())
                .isInstanceOf(CommandResult.NotLeader.class);
        assertThat(log.entries).isZero();
    }

    @Test
    void anUnknownAppendIsAnUnknownOutcomeAndARetryFindsWhatItDid() {
        log.ending = result -> new AppendResult.Unknown("leadership lost");
        assertThat(commands.submit(create("orders")).join())
                .isInstanceOf(CommandResult.Unknown.class);
        log.ending = result -> result;

        CommandResult again = commands.submit(create("orders")).join();

        assertThat(again)
                .isInstanceOfSatisfying(
                        CommandResult.Replied.class,
                        replied -> assertThat(replied.reply()).isInstanceOf(Reply.OfTable.class));
    }

    @Test
    void aRefusalIsGivenOnlyByAConfirmedLeader() {
        commands.submit(create("orders")).join();
        Command other =
                new Command.CreateTable(
                        new TableName("orders"),
                        KeySchema.of("id", KeyType.S),
                        "id",
                        "",
                        Instant.EPOCH);

        assertThat(commands.submit(other).join())
                .isInstanceOfSatisfying(
                        CommandResult.Replied.class,
                        replied ->
                                assertThat(((Reply.Refused) replied.reply()).failure().code())
                                        .isEqualTo(ErrorCode.TABLE_ALREADY_EXISTS));
        log.fencePasses = false;
        assertThat(commands.submit(other).join()).isInstanceOf(CommandResult.NotLeader.class);
    }

    private static Command create(String name) {
        return new Command.CreateTable(
                new TableName(name),
                KeySchema.of("id", KeyType.S),
                "id-of-" + name,
                "token",
                Instant.EPOCH);
    }
}
