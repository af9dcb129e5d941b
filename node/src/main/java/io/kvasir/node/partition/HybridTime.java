package io.kvasir.node.partition;

/// The hybrid logical clock: milliseconds of the wall clock in the upper 48 bits, a counter in the
/// lower 16. Rises with every step even where the wall clock stands or falls back.
public final class HybridTime {
    private static final int COUNTER_BITS = 16;

    private HybridTime() {}

    public static long next(long last, long nowMs) {
        return Math.max(last + 1, nowMs << COUNTER_BITS);
    }

    public static long millis(long time) {
        return time >>> COUNTER_BITS;
    }
}
