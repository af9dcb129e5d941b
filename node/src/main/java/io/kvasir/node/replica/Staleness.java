package io.kvasir.node.replica;

import java.util.ArrayDeque;
import java.util.Deque;

/// How stale a replica's answers can be: from pairs of a moment and what the leader had committed
/// by then. An answer made when at least that much was applied misses nothing from before the
/// moment.
final class Staleness {
    static final long UNKNOWN = Long.MAX_VALUE;
    private static final int SAMPLES_MAX = 64;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long atNanos, long committed) {}

    /// @param atNanos when the leader was heard
    /// @param committed what it had committed by then
    synchronized void heard(long atNanos, long committed) {
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
    synchronized long boundNanos(long applied, long nowNanos) {
        for (Sample sample : (Iterable<Sample>) samples::descendingIterator) {
            if (sample.committed() <= applied) {
                return Math.max(0, nowNanos - sample.atNanos());
            }
        }
        return UNKNOWN;
    }
}
