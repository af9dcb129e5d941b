package io.kvasir.node.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.store.Checksum;
import io.kvasir.node.store.CorruptionException;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.PartitionStore;
import io.kvasir.node.store.StagedCopy;
import io.kvasir.node.store.StoreClosedException;
import io.kvasir.node.store.StoreException;
import io.kvasir.node.store.StoreReader.Direction;
import io.kvasir.node.store.StoreReader.Lookup;
import io.kvasir.node.store.StoreReader.ScanEnd;
import io.kvasir.node.store.StoreReader.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class RocksNodeStoreTest {
    private static final PartitionId ONE = new PartitionId(1);
    private static final PartitionId TWO = new PartitionId(2);

    @TempDir Path folder;

    private RocksNodeStore open() {
        return RocksNodeStore.open(
                folder, new RocksNodeStore.Config(16 << 20, 8 << 20, /* flushOnClose= */ false));
    }

    @Test
    void aWriteIsReadBackAndOtherPartitionsDoNotSeeIt() {
        try (RocksNodeStore store = open()) {
            PartitionStore one = store.create(ONE);
            PartitionStore two = store.create(TWO);
            one.write(List.of(put("a", "1"), put("b", "2")));
            assertThat(text(one, "a")).isEqualTo("1");
            assertThat(two.get(Bytes.utf8("a"), Tier.DISK)).isInstanceOf(Lookup.Absent.class);
        }
    }

    @Test
    void storesThatArePreparedTogetherAreMadeOneByOne() throws Exception {
        try (RocksNodeStore store = open()) {
            PartitionStore one = store.create(ONE);
            one.write(List.of(put("a", "before")));
            store.prepare(List.of(ONE, TWO, new PartitionId(3)));
            assertThat(store.partitions()).containsExactly(ONE);
            PartitionStore two = store.create(TWO);
            two.write(List.of(put("a", "prepared")));
            two.flush().get(10, TimeUnit.SECONDS);
            one.flush().get(10, TimeUnit.SECONDS);
            assertThat(store.partitions()).containsExactly(ONE, TWO);
        }
        try (RocksNodeStore store = open()) {
            assertThat(text(store.open(ONE), "a")).isEqualTo("before");
            assertThat(text(store.open(TWO), "a")).isEqualTo("prepared");
            store.drop(TWO);
            store.prepare(List.of(TWO));
            assertThat(store.create(TWO).get(Bytes.utf8("a"), Tier.DISK))
                    .isInstanceOf(Lookup.Absent.class);
        }
    }

    /// With RocksDB's own choice each write flushed some partition, once there were a hundred.
    @Test
    void aLittleInEachOfManyPartitionsTakesLittleOfTheWriteBuffers() throws Exception {
        var ample = new RocksNodeStore.Config(128 << 20, 128 << 20, /* flushOnClose= */ false);
        try (RocksNodeStore store = RocksNodeStore.open(folder, ample)) {
            int partitions = 50;
            for (int i = 1; i <= partitions; i++) {
                store.create(new PartitionId(i)).write(List.of(put("a", "a".repeat(4096))));
            }
            long bytes = store.rocks().getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables");
            assertThat(bytes / partitions).isBetween(1L, 80_000L);
        }
    }

    @Test
    void aCrashKeepsWhatWasFlushedAndNothingHalf() throws Exception {
        try (RocksNodeStore store = open()) {
            PartitionStore one = store.create(ONE);
            one.write(List.of(put("a", "1"), put("position", "1")));
            one.flush().get(10, TimeUnit.SECONDS);
            one.write(List.of(put("b", "2"), put("position", "2")));
        }
        try (RocksNodeStore store = open()) {
            PartitionStore one = store.open(ONE);
            assertThat(text(one, "a")).isEqualTo("1");
            assertThat(text(one, "position")).isEqualTo("1");
            assertThat(one.get(Bytes.utf8("b"), Tier.DISK)).isInstanceOf(Lookup.Absent.class);
        }
    }

    @Test
    void aTableThatCannotBeOpenedCostsItsPartitionAndNoOther() throws Exception {
        Path damaged;
        try (RocksNodeStore store = open()) {
            filled(store, ONE);
            Set<Path> before = tables();
            filled(store, TWO);
            damaged = tables().stream().filter(each -> !before.contains(each)).findFirst().get();
        }
        flipNearEnd(damaged);
        for (int start = 0; start < 2; start++) {
            try (RocksNodeStore store = open()) {
                assertThat(store.partitions()).containsExactly(ONE);
                assertThat(text(store.open(ONE), "a")).isEqualTo("1");
            }
        }
        try (RocksNodeStore store = open()) {
            filled(store, TWO);
            assertThat(text(store.open(TWO), "a")).isEqualTo("1");
        }
    }

    /// Found by `kvasir verify`: the database took no more writes, and so at each start again.
    @Test
    void aTableThatACompactionFoundDamagedCostsItsPartitionAtTheNextStart() throws Exception {
        try (RocksNodeStore store = open()) {
            filled(store, ONE);
            Set<Path> before = tables();
            RocksPartitionStore two = (RocksPartitionStore) store.create(TWO);
            two.write(List.of(put("a", "1"), put("z", "1")));
            two.flush().get(10, TimeUnit.SECONDS);
            Path damaged = tables().stream().filter(t -> !before.contains(t)).findFirst().get();
            byte[] content = Files.readAllBytes(damaged);
            content[10] ^= 1;
            Files.write(damaged, content);
            two.write(List.of(put("b", "2"), put("z", "2")));
            two.flush().get(10, TimeUnit.SECONDS);
            assertThatThrownBy(() -> store.rocks().compactRange(two.current().handle()))
                    .isInstanceOf(RocksDBException.class);
            assertThatThrownBy(() -> store.open(ONE).write(List.of(put("b", "late"))))
                    .isInstanceOf(CorruptionException.class);
        }
        for (int start = 0; start < 2; start++) {
            try (RocksNodeStore store = open()) {
                assertThat(store.partitions()).containsExactly(ONE);
                store.open(ONE).write(List.of(put("b", "goes on")));
                assertThat(text(store.open(ONE), "a")).isEqualTo("1");
            }
        }
    }

    private static void filled(RocksNodeStore store, PartitionId partition) throws Exception {
        PartitionStore created = store.create(partition);
        created.write(List.of(put("a", "1")));
        created.flush().get(10, TimeUnit.SECONDS);
    }

    private Set<Path> tables() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(each -> each.toString().endsWith(".sst"))
                    .collect(Collectors.toSet());
        }
    }

    /// The last block but the footer says where all others are.
    private static void flipNearEnd(Path table) throws IOException {
        byte[] content = Files.readAllBytes(table);
        content[content.length - 80] ^= 1;
        Files.write(table, content);
    }

    @Test
    void aScanVisitsTheRangeInOrderBothWaysAndStopsWhenToldTo() {
        try (RocksNodeStore store = open()) {
            PartitionStore one = store.create(ONE);
            one.write(List.of(put("a", "1"), put("b", "2"), put("c", "3"), put("d", "4")));
            KeyRange range = new KeyRange(Bytes.utf8("a"), Bytes.utf8("d"));
            assertThat(keys(one, range, Direction.FORWARD, 9)).containsExactly("a", "b", "c");
            assertThat(keys(one, range, Direction.BACKWARD, 9)).containsExactly("c", "b", "a");
            assertThat(keys(one, range, Direction.FORWARD, 2)).containsExactly("a", "b");
            assertThat(keys(one, KeyRange.ALL, Direction.BACKWARD, 1)).containsExactly("d");
        }
    }

    @Test
    void aRangeDeleteHidesTheRangeAlone() {
        try (RocksNodeStore store = open()) {
            PartitionStore one = store.create(ONE);
            one.write(List.of(put("a", "1"), put("b", "2"), put("c", "3")));
            one.write(List.of(new Mutation.DeleteRange(Bytes.utf8("b"), Bytes.utf8("c"))));
            assertThat(keys(one, KeyRange.ALL, Direction.FORWARD, 9)).containsExactly("a", "c");
        }
    }

    @Test
    void theCacheTierSaysWhenTheDiskIsNeeded() throws Exception {
        try (RocksNodeStore store = open()) {
            PartitionStore one = store.create(ONE);
            one.write(List.of(put("a", "1")));
            assertThat(one.get(Bytes.utf8("a"), Tier.CACHE)).isInstanceOf(Lookup.Found.class);
            one.flush().get(10, TimeUnit.SECONDS);
        }
        try (RocksNodeStore store = open()) {
            PartitionStore one = store.open(ONE);
            assertThat(one.get(Bytes.utf8("a"), Tier.CACHE)).isInstanceOf(Lookup.NotCached.class);
            assertThat(one.scan(KeyRange.ALL, Direction.FORWARD, Tier.CACHE, (key, value) -> true))
                    .isEqualTo(ScanEnd.NOT_CACHED);
            assertThat(text(one, "a")).isEqualTo("1");
            assertThat(one.get(Bytes.utf8("a"), Tier.CACHE)).isInstanceOf(Lookup.Found.class);
        }
    }

    @Test
    void aStagedCopyReplacesAllAndSurvivesACrashRightAfter() {
        try (RocksNodeStore store = open()) {
            PartitionStore one = store.create(ONE);
            one.write(List.of(put("old", "1")));
            try (StagedCopy copy = one.stage()) {
                copy.put(Bytes.utf8("new"), Bytes.utf8("2"));
                assertThat(text(one, "old")).isEqualTo("1");
                copy.commit();
            }
            assertThat(keys(one, KeyRange.ALL, Direction.FORWARD, 9)).containsExactly("new");
        }
        try (RocksNodeStore store = open()) {
            PartitionStore one = store.open(ONE);
            assertThat(keys(one, KeyRange.ALL, Direction.FORWARD, 9)).containsExactly("new");
            one.write(List.of(put("more", "3")));
            assertThat(keys(one, KeyRange.ALL, Direction.FORWARD, 9))
                    .containsExactly("more", "new");
        }
    }

    @Test
    void anAbandonedCopyLeavesTheStoreAsItWas() {
        try (RocksNodeStore store = open()) {
            PartitionStore one = store.create(ONE);
            one.write(List.of(put("old", "1")));
            try (StagedCopy copy = one.stage()) {
                copy.put(Bytes.utf8("new"), Bytes.utf8("2"));
            }
            assertThat(keys(one, KeyRange.ALL, Direction.FORWARD, 9)).containsExactly("old");
        }
    }

    @Test
    void aDroppedStoreIsGoneAndItsLateReadersAreTold() {
        try (RocksNodeStore store = open()) {
            PartitionStore one = store.create(ONE);
            store.create(TWO);
            store.drop(ONE);
            store.drop(ONE);
            assertThatThrownBy(() -> one.get(Bytes.utf8("a"), Tier.DISK))
                    .isInstanceOf(StoreClosedException.class);
        }
        try (RocksNodeStore store = open()) {
            assertThat(store.partitions()).containsExactly(TWO);
        }
    }

    @Test
    void aFolderInUseIsRefused() {
        try (RocksNodeStore store = open()) {
            assertThat(store.partitions()).isEmpty();
            assertThatThrownBy(this::open).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void aValueUnderAnotherKeyOrWithAFlippedBitFailsItsChecksum() {
        Bytes key = Bytes.utf8("key");
        byte[] value = "0000value".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Bytes sealed = Checksum.seal(key, value);
        assertThat(Checksum.isIntact(key, sealed)).isTrue();
        assertThat(Checksum.isIntact(Bytes.utf8("kex"), sealed)).isFalse();
        sealed.array()[6] ^= 1;
        assertThat(Checksum.isIntact(key, sealed)).isFalse();
    }

    private static Mutation put(String key, String value) {
        return new Mutation.Put(Bytes.utf8(key), Bytes.utf8(value));
    }

    private static String text(PartitionStore store, String key) {
        Lookup found = store.get(Bytes.utf8(key), Tier.DISK);
        return new String(
                ((Lookup.Found) found).value().array(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static List<String> keys(
            PartitionStore store, KeyRange range, Direction direction, int limit) {
        List<String> keys = new ArrayList<>();
        store.scan(
                range,
                direction,
                Tier.DISK,
                (key, value) -> {
                    keys.add(new String(key.array(), java.nio.charset.StandardCharsets.UTF_8));
                    return keys.size() < limit;
                });
        return keys;
    }
}
