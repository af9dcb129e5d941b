package io.kvasir.control.placement.plan;

import java.time.Duration;

/// When neighbours are merged.
///
/// @param automatic whether they are without anybody asking
/// @param bytesMax what the two may hold together
/// @param after how long ago both ranges must have changed last
public record MergeLimits(boolean automatic, long bytesMax, Duration after) {
    public static final MergeLimits DEFAULT = new MergeLimits(true, 64L << 20, Duration.ofHours(1));

    public MergeLimits {
        if (bytesMax < 1 || after.isNegative()) {
            throw new IllegalArgumentException(
                    "merge up to "
                            + bytesMax
                            + " bytes, "
                            + after
                            + " after a change; bytes must be positive, the time not negative");
        }
    }
}
