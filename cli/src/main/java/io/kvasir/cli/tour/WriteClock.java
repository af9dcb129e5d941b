package io.kvasir.cli.tour;

/// The longest time in which no write was acknowledged while writes were under way.
final class WriteClock {
    private long lastNanos;
    private long longestNanos;
    private boolean running;

    /// Writing begins, or goes on after a pause that the tour itself made.
    synchronized void resume(long nowNanos) {
        lastNanos = nowNanos;
        running = true;
    }

    synchronized void acknowledged(long nowNanos) {
        if (running) {
            longestNanos = Math.max(longestNanos, nowNanos - lastNanos);
            lastNanos = nowNanos;
        }
    }

    synchronized void pause() {
        running = false;
    }

    synchronized long longestNanos() {
        return longestNanos;
    }
}
