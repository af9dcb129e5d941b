package io.kvasir.client;

import io.kvasir.model.error.RequestFailedException;
import io.kvasir.routing.retry.RetryRules;
import java.util.concurrent.CompletionException;

/// What batch reads and batch writes have in common.
final class Batches {
    private Batches() {}

    /// Whether what failed so could be done later: then it is unprocessed, not the batch failed.
    static boolean isPassing(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        return cause instanceof RequestFailedException failed
                && RetryRules.mayRetry(failed.failure(), RetryRules.Repeat.SAFE);
    }
}
