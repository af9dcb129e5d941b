package io.kvasir.node.service;

import java.util.concurrent.locks.LockSupport;

/// Lets so many bytes a second pass, over all who ask, and makes them wait for the rest.
final class Throttle {
    private static final double NANOS_PER_SECOND = 1e9;

    /// What was not used of the past may be used up to here.
    private static final long SLACK_NANOS = 200_000_000;

    private final double nanosPerByte;
    private long freeAtNanos;

    Throttle(long bytesPerSecond) {
        nanosPerByte = NANOS_PER_SECOND / bytesPerSecond;
        freeAtNanos = System.nanoTime();
    }

    void pass(long bytes) {
        long wait;
        synchronized (this) {
            long now = System.nanoTime();
            freeAtNanos = Math.max(freeAtNanos, now - SLACK_NANOS);
            wait = freeAtNanos - now;
            freeAtNanos += (long) (bytes * nanosPerByte);
        }
        if (wait > 0) {
            LockSupport.parkNanos(wait);
        }
    }
}
