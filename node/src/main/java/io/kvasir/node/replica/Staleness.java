package io.kvasir.node.replica;

import io.kvasir.replication.LogPosition;
import java.util.ArrayDeque;
import java.util.Deque;

/// How stale a replica's answers can be: from pairs of a moment and where the leader was in the log
/// by then. An answer made when at least that much was applied, and something of the leader's own
/// term, misses nothing from before the moment: what earlier leaders acknowledged lies below the
/// first entry of the term, though its leader may not know yet that it is committed.
final class Staleness {
    static final long UNKNOWN = Long.MAX_VALUE;
    private static final int SAMPLES_MAX = 64;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long atNanos, LogPosition committed) {}

    /// @param atNanos when the leader was heard
    /// @param committed its term, and what it had committed by then
    synchronized void heard(long atNanos, LogPosition committed) {
        Sample last = samples.peekLast();
        if (last != null && last.atNanos() - atNanos >= 0) {
            return;
        }
        samples.addLast(new Sample(atNanos, committed));
        if (samples.size() > SAMPLES_MAX) {
            samples.removeFirst();
        }
    }

    /// Upper bound in nanoseconds of how stale what is applied can be; UNKNOWN where no sample
    /// tells.
    synchronized long boundNanos(LogPosition applied, long nowNanos) {
        for (Sample sample : (Iterable<Sample>) samples::descendingIterator) {
            LogPosition committed = sample.committed();
            if (committed.index() <= applied.index() && committed.term() <= applied.term()) {
                return Math.max(0, nowNanos - sample.atNanos());
            }
        }
        return UNKNOWN;
    }
}
