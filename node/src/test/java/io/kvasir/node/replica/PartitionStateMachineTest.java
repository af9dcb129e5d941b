package io.kvasir.node.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.Entry;
import io.kvasir.node.partition.LockRecord;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.partition.Splits;
import io.kvasir.node.store.CorruptionException;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.rocksdb.RocksNodeStore;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionStateMachineTest {
    private static final PartitionId PARTITION = new PartitionId(3);
    private static final CopySource NO_COPIES =
            (from, partition, atLeast, incoming) -> {
                throw new IOException("nobody to copy from");
            };
    private static final FaultHandler NO_FAULTS =
            (message, cause) -> {
                throw new AssertionError(message, cause);
            };

    @TempDir Path folder;

    /// Found by reading: the node would have met the block at each start again, and ended.
    @Test
    void aDamagedBlockThatIsMetAsASplitIsAppliedIsNotMetAgain() throws IOException {
        try (RocksNodeStore stores = open()) {
            PartitionStateMachine machine =
                    PartitionStateMachine.create(
                            stores.create(PARTITION),
                            PartitionState.founded(PARTITION, Epoch.FIRST, KeyRange.ALL),
                            NO_COPIES,
                            NO_FAULTS);
            Mutation lock =
                    new Mutation.Put(LockRecord.key(Bytes.utf8("n")), Bytes.utf8("the lock"));
            machine.apply(new LogPosition(2, 2), entry(machine, List.of(lock)));
            machine.flush().join();
            damageTables();
            List<Mutation> split =
                    Splits.divide(
                            machine.state(),
                            Epoch.FIRST,
                            Bytes.utf8("m"),
                            new PartitionId(7),
                            List.of(
                                    new Member(
                                            new ReplicaId(
                                                    new NodeId("n1"),
                                                    new StorageId("000000000001")),
                                            "host:1")));
            assertThatThrownBy(() -> machine.apply(new LogPosition(2, 3), entry(machine, split)))
                    .isInstanceOf(CorruptionException.class);
        }
        try (RocksNodeStore stores = open()) {
            assertThat(stores.partitions()).as("set aside").isEmpty();
        }
    }

    private RocksNodeStore open() {
        return RocksNodeStore.open(folder, new RocksNodeStore.Config(16 << 20, 8 << 20, false));
    }

    private static Bytes entry(PartitionStateMachine machine, List<Mutation> mutations) {
        Entry entry = new Entry(2, 1, machine.state().numberWithin(2), Epoch.FIRST, 7, mutations);
        return Bytes.ofOwned(entry.encode());
    }

    /// Flips a bit in the first block of every table.
    private void damageTables() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".sst")).toList()) {
                try (RandomAccessFile table = new RandomAccessFile(file.toFile(), "rw")) {
                    table.seek(10);
                    int before = table.read();
                    table.seek(10);
                    table.write(before ^ 1);
                }
            }
        }
    }
}
