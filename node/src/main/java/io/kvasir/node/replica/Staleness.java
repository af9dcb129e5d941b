package io.kvasir.node.replica;

import java.util.ArrayDeque;
import java.util.Deque;

/// How stale a replica's answers can be: from pairs of a moment and an index that covers everything
/// acknowledged before it. An answer made when at least that much was applied misses nothing from
/// before the moment.
///
/// The moment is when this replica *asked*, by its own clock. Messages that a leader sends unasked
/// bound nothing: they can have waited, longest where this process stood still.
final class Staleness {
    static final long UNKNOWN = Long.MAX_VALUE;
    private static final int SAMPLES_MAX = 64;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long atNanos, long index) {}

    /// @param atNanos before the leader was asked
    /// @param index up to which the leader, proven to be it, had applied
    synchronized void confirmed(long atNanos, long index) {
        Sample last = samples.peekLast();
        if (last != null && last.atNanos() - atNanos >= 0) {
            return;
        }
        samples.addLast(new Sample(atNanos, index));
        if (samples.size() > SAMPLES_MAX) {
            samples.removeFirst();
        }
    }

    /// Upper bound in nanoseconds of how stale what is applied can be; UNKNOWN where no sample
    /// tells.
    synchronized long boundNanos(long applied, long nowNanos) {
        for (Sample sample : (Iterable<Sample>) samples::descendingIterator) {
            if (sample.index() <= applied) {
                return Math.max(0, nowNanos - sample.atNanos());
            }
        }
        return UNKNOWN;
    }
}
