package io.kvasir.model.partition;

/// Counts the changes of a partition's range. A request made under another epoch may mean another
/// range: it is refused.
public record Epoch(long value) implements Comparable<Epoch> {
    public static final Epoch FIRST = new Epoch(1);

    public Epoch next() {
        return new Epoch(value + 1);
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }
}
