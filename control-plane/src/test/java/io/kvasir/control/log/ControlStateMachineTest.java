package io.kvasir.control.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.control.state.Command;
import io.kvasir.control.state.EntryStamp;
import io.kvasir.control.state.Evaluator;
import io.kvasir.control.state.StateCodec;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlStateMachineTest {
    private static final Member OTHER =
            new Member(new ReplicaId(new NodeId("cp2"), new StorageId("s")), "h:1");

    @TempDir Path folder;

    @Test
    void anEntryOfAnotherTermOrOutOfTurnHasNoEffect() throws IOException {
        try (ControlStateMachine machine = open(folder)) {
            assertThat(machine.apply(new LogPosition(2, 1), entry(2, 1, "n1")))
                    .isInstanceOf(Outcome.Applied.class);
            for (Bytes misplaced :
                    new Bytes[] {entry(1, 2, "n2"), entry(2, 1, "n2"), entry(2, 3, "n2")}) {
                assertThat(machine.apply(new LogPosition(2, 2), misplaced))
                        .isInstanceOf(Outcome.Ignored.class);
            }
            assertThat(machine.apply(new LogPosition(3, 3), entry(3, 1, "n3")))
                    .isInstanceOf(Outcome.Applied.class);

            assertThat(machine.state().nodes().keySet())
                    .containsExactly(new NodeId("n1"), new NodeId("n3"));
            assertThat(machine.state().version()).isEqualTo(2);
            assertThat(machine.state().lastEntry()).isEqualTo(new EntryStamp(3, 1));
        }
    }

    @Test
    void whatWasFlushedIsThereAfterARestart() throws IOException {
        Applied before;
        try (ControlStateMachine machine = open(folder)) {
            machine.apply(new LogPosition(1, 1), entry(1, 1, "n1"));
            machine.skip(new LogPosition(1, 2));
            assertThat(machine.flush().join()).isEqualTo(new LogPosition(1, 2));
            before = machine.applied();
            machine.apply(new LogPosition(1, 3), entry(1, 2, "n2"));
        }
        try (ControlStateMachine machine = open(folder)) {
            assertThat(machine.durablePosition()).isEqualTo(new LogPosition(1, 2));
            assertThat(machine.applied()).isEqualTo(before);
        }
    }

    @Test
    void everyDamagedByteOfASnapshotIsFound() throws IOException {
        try (ControlStateMachine machine = open(folder)) {
            machine.apply(new LogPosition(1, 1), entry(1, 1, "n1"));
            machine.flush().join();
        }
        Path file = folder.resolve("state.snapshot");
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            byte[] damaged = good.clone();
            damaged[i] ^= 1;
            Files.write(file, damaged);
            assertThatThrownBy(() -> open(folder)).isInstanceOf(SnapshotDamagedException.class);
        }
        for (int length = 0; length < good.length; length += 7) {
            Files.write(file, java.util.Arrays.copyOf(good, length));
            assertThatThrownBy(() -> open(folder)).isInstanceOf(SnapshotDamagedException.class);
        }
    }

    @Test
    void anInstalledCopyReplacesTheStateAndSurvivesARestart(@TempDir Path other)
            throws IOException {
        byte[] copy;
        try (ControlStateMachine source = open(other)) {
            source.apply(new LogPosition(1, 1), entry(1, 1, "n1"));
            source.skip(new LogPosition(4, 9));
            copy = source.copy();
        }
        try (ControlStateMachine machine =
                ControlStateMachine.open(folder, (source, atLeast) -> copy)) {
            assertThat(machine.install(OTHER, new LogPosition(4, 9)))
                    .isEqualTo(new LogPosition(4, 9));
            assertThat(machine.state().nodes()).containsOnlyKeys(new NodeId("n1"));
            assertThatThrownBy(() -> machine.install(OTHER, new LogPosition(4, 10)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("at least 10");
        }
        try (ControlStateMachine machine = open(folder)) {
            assertThat(machine.durablePosition()).isEqualTo(new LogPosition(4, 9));
        }
    }

    private static ControlStateMachine open(Path folder) throws IOException {
        return ControlStateMachine.open(
                folder,
                (source, atLeast) -> {
                    throw new IOException("nothing to install");
                });
    }

    private static Bytes entry(long term, long number, String node) {
        Node registered =
                new Node(new NodeId(node), new StorageId("s"), node + ":1", node + ":2", "");
        return Bytes.ofOwned(
                StateCodec.entry(
                        new EntryStamp(term, number),
                        Evaluator.evaluate(
                                        io.kvasir.control.state.ClusterState.EMPTY,
                                        new Command.RegisterNode(registered))
                                .records()));
    }
}
