package io.kvasir.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicationMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogMemoryTest {
    private static final ReplicaId SELF = new ReplicaId(new NodeId("n1"), new StorageId("a"));

    @TempDir Path root;

    @Test
    void whatMustBeMadeHasAReserve() {
        AtomicLong used = new AtomicLong();
        LogMemory memory = new LogMemory(1600, used::get, 100);
        assertThat(memory.room()).isEqualTo(15);
        used.set(1401);
        assertThat(memory.room()).isZero();
        assertThat(memory.hasForOne()).isTrue();
        used.set(1501);
        assertThat(memory.hasForOne()).isFalse();
        used.set(1700);
        assertThat(memory.room()).isZero();
    }

    @Test
    void aGroupTakesItsBufferAndGivesItBack() throws IOException {
        RatisConfig config = RatisConfig.of(SELF, "127.0.0.1", 0, root);
        LogMemory memory = LogMemory.ofProcess(config);
        try (RatisReplicationServer server = new RatisReplicationServer(config)) {
            GroupId group = new GroupId(7);
            long before = memory.usedBytes().getAsLong();
            create(server, group);
            assertThat(memory.usedBytes().getAsLong() - before)
                    .isGreaterThanOrEqualTo(memory.groupBytes());
            server.remove(group);
            assertThat(memory.usedBytes().getAsLong() - before).isLessThan(memory.groupBytes());
        }
    }

    @Test
    void aGroupThatThereIsNoMemoryForIsRefusedAndLeavesNothing() throws IOException {
        AtomicLong used = new AtomicLong();
        RatisConfig config = RatisConfig.of(SELF, "127.0.0.1", 0, root);
        try (RatisReplicationServer server =
                new RatisReplicationServer(
                        config,
                        FatalHandler.HALT,
                        ReplicationMetrics.NONE,
                        new LogMemory(1600, used::get, 100))) {
            create(server, new GroupId(7));
            used.set(1600);
            assertThat(server.room()).isZero();
            assertThatThrownBy(() -> create(server, new GroupId(8)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no direct memory is left for the log of g8")
                    .hasMessageContaining("of 1600, 1600 are used")
                    .hasMessageContaining("MaxDirectMemorySize");
            assertThat(server.stored()).containsExactly(new GroupId(7));
            used.set(0);
            create(server, new GroupId(8));
            assertThat(server.stored()).containsExactly(new GroupId(7), new GroupId(8));
        }
    }

    private static void create(RatisReplicationServer server, GroupId group) {
        server.create(
                group,
                List.of(new Member(SELF, "127.0.0.1:" + server.port())),
                new RecordingStateMachine(new RecordingStateMachine.Disk(), replica -> null));
    }
}
