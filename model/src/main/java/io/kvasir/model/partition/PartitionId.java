package io.kvasir.model.partition;

/// A partition's identity. Never used twice, not even after a merge.
public record PartitionId(long value) implements Comparable<PartitionId> {
    @Override
    public int compareTo(PartitionId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return "p" + value;
    }
}
