package io.kvasir.model.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.Bytes;
import io.kvasir.model.RandomRuns;
import io.kvasir.model.RandomValues;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.key.KeyRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartitionMapTest {
    private static Partition partition(long id, Bytes start, @Nullable Bytes end) {
        return new Partition(
                new PartitionId(id),
                new Epoch(1),
                new KeyRange(start, end),
                List.of(),
                Optional.empty());
    }

    private static List<Partition> tiles(RandomGenerator dice) {
        TreeSet<Bytes> cuts = new TreeSet<>();
        for (int left = dice.nextInt(8); left > 0; left--) {
            cuts.add(RandomValues.bytes(dice, 3).concat(Bytes.ofHex("00")));
        }
        List<Partition> partitions = new ArrayList<>();
        Bytes start = Bytes.EMPTY;
        for (Bytes cut : cuts) {
            partitions.add(partition(partitions.size() + 1, start, cut));
            start = cut;
        }
        partitions.add(partition(partitions.size() + 1, start, null));
        return partitions;
    }

    @Test
    void everyKeyHasExactlyItsPartition() {
        RandomRuns.each(
                PartitionMapTest.class,
                500,
                dice -> {
                    List<Partition> tiles = tiles(dice);
                    List<Partition> shuffled = new ArrayList<>(tiles);
                    Collections.shuffle(shuffled, new Random(dice.nextLong()));
                    PartitionMap map = PartitionMap.of(shuffled);
                    assertThat(map.partitions()).isEqualTo(tiles);
                    Bytes key = RandomValues.bytes(dice, 4);
                    assertThat(tiles.stream().filter(tile -> tile.range().contains(key)))
                            .containsExactly(map.at(key));
                });
    }

    @Test
    void overlappingGivesAllPartitionsThatShareAKeyInOrder() {
        RandomRuns.each(
                PartitionMapTest.class,
                500,
                dice -> {
                    List<Partition> tiles = tiles(dice);
                    PartitionMap map = PartitionMap.of(tiles);
                    Bytes start = RandomValues.bytes(dice, 3);
                    KeyRange range =
                            new KeyRange(
                                    start,
                                    dice.nextBoolean()
                                            ? null
                                            : start.concat(Bytes.ofHex("ff"))
                                                    .concat(RandomValues.bytes(dice, 2)));
                    assertThat(map.overlapping(range))
                            .isEqualTo(
                                    tiles.stream()
                                            .filter(tile -> tile.range().overlaps(range))
                                            .toList());
                });
    }

    @Test
    void gapsAndOverlapsAreRefused() {
        Bytes ten = Bytes.ofHex("10");
        Bytes twenty = Bytes.ofHex("20");
        refused(List.of());
        refused(List.of(partition(1, ten, null)));
        refused(List.of(partition(1, Bytes.EMPTY, ten)));
        refused(List.of(partition(1, Bytes.EMPTY, ten), partition(2, twenty, null)));
        refused(List.of(partition(1, Bytes.EMPTY, twenty), partition(2, ten, null)));
        refused(List.of(partition(1, Bytes.EMPTY, null), partition(2, ten, null)));
    }

    private static void refused(List<Partition> partitions) {
        assertThatThrownBy(() -> PartitionMap.of(partitions))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("does not tile");
    }
}
