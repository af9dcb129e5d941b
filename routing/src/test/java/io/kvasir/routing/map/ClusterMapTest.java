package io.kvasir.routing.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.v1.MapUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClusterMapTest {
    private static final Bytes M = Bytes.utf8("m");

    @Test
    void aLaterEpochAndAnUnknownYoungerPartitionAreNewerThanWhatTheyOverlap() {
        ClusterMap map = map(partition(1, 1, KeyRange.ALL));
        Partition left = partition(1, 2, new KeyRange(Bytes.EMPTY, M));
        Partition right = partition(2, 1, new KeyRange(M, null));
        assertThat(map.corrected(List.of(left, right)).partitions()).containsExactly(left, right);
        ClusterMap half = map.corrected(List.of(right));
        assertThat(half.partitions())
                .containsExactly(partition(1, 1, new KeyRange(Bytes.EMPTY, M)), right);
        assertThat(half.corrected(List.of(left)).partitions()).containsExactly(left, right);
    }

    @Test
    void whatANodeThatLagsBehindSaysChangesNothing() {
        Partition left = partition(1, 2, new KeyRange(Bytes.EMPTY, M));
        Partition right = partition(2, 1, new KeyRange(M, null));
        ClusterMap map = map(left, right);
        assertThat(map.corrected(List.of(partition(1, 1, KeyRange.ALL)))).isSameAs(map);
        assertThat(map.corrected(List.of(left, right))).isSameAs(map);
    }

    @Test
    void aPartitionThatAbsorbedItsNeighbourReplacesIt() {
        Partition left = partition(1, 1, new KeyRange(Bytes.EMPTY, M));
        Partition right = partition(2, 1, new KeyRange(M, null));
        Partition whole = partition(1, 2, KeyRange.ALL);
        ClusterMap merged = map(left, right).corrected(List.of(whole));
        assertThat(merged.partitions()).containsExactly(whole);
        assertThat(merged.corrected(List.of(left, right))).as("of before").isSameAs(merged);
        Partition smaller = partition(1, 3, new KeyRange(Bytes.EMPTY, M));
        Partition child = partition(3, 1, new KeyRange(M, null));
        assertThat(merged.corrected(List.of(smaller, child)).partitions())
                .as("divided again")
                .containsExactly(smaller, child);
    }

    @Test
    void theKeySpaceStaysTiledUnderAnyCorrections() {
        for (long seed = 1; seed <= 200; seed++) {
            Random dice = new Random(seed);
            ClusterMap map = map(partition(1, 1, KeyRange.ALL));
            for (int i = 0; i < 20; i++) {
                map = map.corrected(List.of(anyPartition(dice)));
            }
            // PartitionMap.of refuses gaps and overlaps; what is left to show is where keys fall.
            for (int i = 0; i < 50; i++) {
                Bytes key = anyKey(dice);
                Partition at = map.at(key).orElseThrow();
                assertThat(at.range().contains(key)).as("seed %d", seed).isTrue();
                Partition below = map.below(key.successor()).orElseThrow();
                assertThat(below.range().contains(key)).as("seed %d", seed).isTrue();
            }
        }
    }

    @Test
    void aChangeReplacesWhatItOverlapsAndKeepsTheRest() {
        ClusterMap map =
                map(
                        partition(1, 1, new KeyRange(Bytes.EMPTY, M)),
                        partition(2, 1, new KeyRange(M, null)));
        Partition wide = partition(3, 1, new KeyRange(Bytes.utf8("g"), Bytes.utf8("t")));
        ClusterMap changed =
                map.updated(
                        MapUpdate.newBuilder()
                                .setVersion(8)
                                .addPartitions(ClusterCodec.toWire(wide))
                                .build());
        assertThat(changed.version()).isEqualTo(8);
        assertThat(changed.partitions())
                .containsExactly(
                        partition(1, 1, new KeyRange(Bytes.EMPTY, Bytes.utf8("g"))),
                        wide,
                        partition(2, 1, new KeyRange(Bytes.utf8("t"), null)));
    }

    @Test
    void theMapComesBackFromItsOwnUpdate() {
        ClusterMap map = map(partition(1, 7, KeyRange.ALL));
        ClusterMap again = ClusterMap.EMPTY.updated(map.toUpdate());
        assertThat(again.partitions()).isEqualTo(map.partitions());
        assertThat(again.version()).isEqualTo(map.version());
    }

    private static Partition anyPartition(Random dice) {
        Bytes one = anyKey(dice);
        Bytes other = anyKey(dice);
        KeyRange range =
                one.compareTo(other) < 0
                        ? new KeyRange(one, other)
                        : new KeyRange(other, dice.nextBoolean() ? null : one.successor());
        return partition(1 + dice.nextInt(30), 1 + dice.nextInt(4), range);
    }

    private static Bytes anyKey(Random dice) {
        byte[] key = new byte[1 + dice.nextInt(2)];
        dice.nextBytes(key);
        return Bytes.ofOwned(key);
    }

    private static ClusterMap map(Partition... partitions) {
        MapUpdate.Builder update = MapUpdate.newBuilder().setVersion(3).setFull(true);
        for (Partition partition : new ArrayList<>(List.of(partitions))) {
            update.addPartitions(ClusterCodec.toWire(partition));
        }
        return ClusterMap.EMPTY.updated(update.build());
    }

    private static Partition partition(long id, long epoch, KeyRange range) {
        return new Partition(
                new PartitionId(id), new Epoch(epoch), range, List.of(), Optional.empty());
    }
}
