package io.kvasir.replication;

/// A place in a replicated log. Indexes begin at 1 and are compared alone: a committed index has
/// one term.
public record LogPosition(long term, long index) implements Comparable<LogPosition> {
    /// Before the first entry.
    public static final LogPosition NONE = new LogPosition(0, 0);

    @Override
    public int compareTo(LogPosition other) {
        return Long.compare(index, other.index);
    }
}
