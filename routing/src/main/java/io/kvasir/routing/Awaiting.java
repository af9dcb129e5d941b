package io.kvasir.routing;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/// From futures back to blocking calls.
final class Awaiting {
    private Awaiting() {}

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw asUnchecked(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RequestFailedException(
                    ErrorCode.OUTCOME_UNKNOWN, "interrupted while the request was under way");
        }
    }

    private static RuntimeException asUnchecked(Throwable cause) {
        return cause instanceof RuntimeException unchecked
                ? unchecked
                : new CompletionException(cause);
    }
}
