package io.kvasir.testkit.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Time that moves only when it is told to. It begins at a fixed instant; `nanoTime` begins at 0.
public final class VirtualClock implements InstantSource {
    private static final Instant BEGINNING = Instant.parse("2030-01-01T00:00:00Z");

    private long nanos;

    @Override
    public Instant instant() {
        return BEGINNING.plusNanos(nanos);
    }

    /// Elapsed time, as `System.nanoTime`.
    public long nanoTime() {
        return nanos;
    }

    public void advance(Duration by) {
        advanceTo(nanos + by.toNanos());
    }

    void advanceTo(long nanoTime) {
        if (nanoTime < nanos) {
            throw new IllegalArgumentException(
                    "time may not go back from " + nanos + " to " + nanoTime + " ns");
        }
        nanos = nanoTime;
    }
}
