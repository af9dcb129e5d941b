package io.kvasir.routing.map;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Partition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Puts partitions over others: what they overlap is cut away, the rest stays.
final class Tiling {
    private Tiling() {}

    /// @param tiled sorted by range, without overlap
    /// @param over without overlap among themselves
    static List<Partition> replace(List<Partition> tiled, List<Partition> over) {
        List<Partition> cuts = new ArrayList<>(over);
        cuts.sort(Comparator.comparing(partition -> partition.range().start()));
        List<Partition> result = new ArrayList<>(tiled.size() + 2 * cuts.size());
        int next = 0;
        for (Partition below : tiled) {
            while (next < cuts.size() && endsBy(cuts.get(next), below.range().start())) {
                next++;
            }
            addRest(below, cuts, next, result);
        }
        result.addAll(cuts);
        return result;
    }

    /// Adds what the cuts from `next` on leave of a partition.
    private static void addRest(
            Partition below, List<Partition> cuts, int next, List<Partition> result) {
        KeyRange whole = below.range();
        Bytes from = whole.start();
        for (int i = next; i < cuts.size() && cuts.get(i).range().overlaps(whole); i++) {
            KeyRange cut = cuts.get(i).range();
            if (cut.start().compareTo(from) > 0) {
                result.add(within(below, new KeyRange(from, cut.start())));
            }
            Bytes end = cut.end();
            if (end == null || (whole.end() != null && end.compareTo(whole.end()) >= 0)) {
                return;
            }
            from = end;
        }
        result.add(within(below, new KeyRange(from, whole.end())));
    }

    private static boolean endsBy(Partition cut, Bytes key) {
        Bytes end = cut.range().end();
        return end != null && end.compareTo(key) <= 0;
    }

    private static Partition within(Partition partition, KeyRange range) {
        return range.equals(partition.range())
                ? partition
                : new Partition(
                        partition.id(),
                        partition.epoch(),
                        range,
                        partition.replicas(),
                        partition.leader());
    }
}
