package io.kvasir.control.service;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Predicate;

/// Who is sent the whole map, and when: at a pace that does not ask how many come at once. Those
/// that have none are first, in the order in which they came; then whoever has waited longest for
/// its next one, which each gets again and again. So that routers which restart together take the
/// turns that they would have had anyway.
///
/// One owner.
final class MapTurns<W> {
    /// Of whole maps, for all watchers together.
    static final long BYTES_PER_SECOND = 16L << 20;

    /// What was not used is kept for so long.
    private static final long SAVED_MAX = BYTES_PER_SECOND / 10;

    /// A watcher is sent the map again after so long, or later where the map is large.
    static final Duration AGAIN = Duration.ofSeconds(30);

    private static final long WATCHER_BYTES_PER_SECOND = 1 << 20;
    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final SequencedSet<W> first = new LinkedHashSet<>();

    /// When each was sent its last one, the longest ago first.
    private final SequencedMap<W, Long> again = new LinkedHashMap<>();

    private double allowance = SAVED_MAX;
    private long reckonedNanos;
    private long againNanos = AGAIN.toNanos();

    MapTurns(long nowNanos) {
        reckonedNanos = nowNanos;
    }

    /// It has no map, or is too far behind to be brought up in steps.
    void first(W watcher) {
        again.remove(watcher);
        first.add(watcher);
    }

    void remove(W watcher) {
        first.remove(watcher);
        again.remove(watcher);
    }

    /// Whose turn it is; empty: nobody's, or all that may be sent by now was.
    Optional<W> next(long nowNanos, Predicate<W> isReady) {
        double more = (double) (nowNanos - reckonedNanos) * BYTES_PER_SECOND / NANOS_PER_SECOND;
        allowance = Math.min(SAVED_MAX, allowance + more);
        reckonedNanos = nowNanos;
        if (allowance <= 0) {
            return Optional.empty();
        }
        for (W watcher : first) {
            if (isReady.test(watcher)) {
                return Optional.of(watcher);
            }
        }
        for (Map.Entry<W, Long> each : again.entrySet()) {
            if (nowNanos - each.getValue() < againNanos) {
                break;
            }
            if (isReady.test(each.getKey())) {
                return Optional.of(each.getKey());
            }
        }
        return Optional.empty();
    }

    /// It was sent the whole map. One that is larger than what is left is paid for before the next
    /// goes out.
    void sent(W watcher, long nowNanos, long bytes) {
        remove(watcher);
        again.put(watcher, nowNanos);
        allowance -= bytes;
        againNanos =
                Math.max(
                        AGAIN.toNanos(),
                        (long) ((double) bytes * NANOS_PER_SECOND / WATCHER_BYTES_PER_SECOND));
    }
}
