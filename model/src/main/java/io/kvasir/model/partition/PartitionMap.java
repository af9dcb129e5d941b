package io.kvasir.model.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.key.KeyRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The partitions that tile the key space exactly, sorted by range. Immutable; lookups are a binary
/// search.
public final class PartitionMap {
    private final List<Partition> partitions;

    private PartitionMap(List<Partition> partitions) {
        this.partitions = partitions;
    }

    /// @throws InvalidArgumentException where the ranges leave a gap or overlap
    public static PartitionMap of(Collection<Partition> partitions) {
        List<Partition> sorted = new ArrayList<>(partitions);
        sorted.sort(Comparator.comparing(partition -> partition.range().start()));
        @Nullable Bytes next = Bytes.EMPTY;
        for (Partition partition : sorted) {
            if (next == null || !partition.range().start().equals(next)) {
                throw new InvalidArgumentException(
                        "the partition map does not tile the key space: partition "
                                + partition.id()
                                + " begins at "
                                + partition.range().start()
                                + ", the one before it ends at "
                                + (next == null ? "the end" : next));
            }
            next = partition.range().end();
        }
        if (next != null) {
            throw new InvalidArgumentException(
                    "the partition map does not tile the key space: it ends at " + next);
        }
        return new PartitionMap(List.copyOf(sorted));
    }

    public List<Partition> partitions() {
        return partitions;
    }

    /// The partition that holds `key`.
    public Partition at(Bytes key) {
        return partitions.get(indexOf(key));
    }

    private int indexOf(Bytes key) {
        int low = 0;
        int high = partitions.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (partitions.get(middle).range().start().compareTo(key) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /// The partitions that hold a part of `range`, in order.
    public List<Partition> overlapping(KeyRange range) {
        int from = indexOf(range.start());
        int to = from;
        while (to < partitions.size() && partitions.get(to).range().overlaps(range)) {
            to++;
        }
        return partitions.subList(from, to);
    }
}
