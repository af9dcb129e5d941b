package io.kvasir.client.transport;

import java.time.Duration;

/// What was seen of a router, and is taken to hold for a while after.
final class Lapse {
    private final long nanos;
    private volatile long endNanos;
    private volatile boolean ever;

    Lapse(Duration length) {
        this.nanos = length.toNanos();
    }

    void begin(long nowNanos) {
        endNanos = nowNanos + nanos;
        ever = true;
    }

    boolean lasts(long nowNanos) {
        return ever && endNanos - nowNanos > 0;
    }
}
