package io.kvasir.routing.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Pauses between attempts: they double from `min` to `max`, and the upper half of each is left to
/// the dice, so that callers who failed together do not come back together.
public record Backoff(Duration min, Duration max) {
    private static final int DOUBLINGS_MAX = 20;

    public Backoff {
        if (min.isNegative() || min.isZero() || max.compareTo(min) < 0) {
            throw new IllegalArgumentException(
                    "backoff from " + min + " to " + max + "; it must be positive and rising");
        }
    }

    /// @param failures attempts that failed before, at least 1
    public long pauseNanos(int failures, RandomGenerator dice) {
        long doubled = min.toNanos() << Math.min(Math.max(failures - 1, 0), DOUBLINGS_MAX);
        long ceiling = doubled <= 0 ? max.toNanos() : Math.min(doubled, max.toNanos());
        return ceiling / 2 + dice.nextLong(ceiling / 2 + 1);
    }
}
