package io.kvasir.cli.transfer;

import io.kvasir.model.error.InvalidArgumentException;
import java.time.Duration;

/// How hard an import tries.
///
/// @param concurrency batches of 25 under way at once
/// @param patience how long to go on with a write that does not come through
public record ImportSettings(int concurrency, Duration patience) {
    private static final int CONCURRENCY_MAX = 1024;

    public static final ImportSettings DEFAULT = new ImportSettings(16, Duration.ofMinutes(2));

    public ImportSettings {
        if (concurrency < 1 || concurrency > CONCURRENCY_MAX) {
            throw new InvalidArgumentException(
                    "concurrency is " + concurrency + "; it must be from 1 to " + CONCURRENCY_MAX);
        }
    }
}
