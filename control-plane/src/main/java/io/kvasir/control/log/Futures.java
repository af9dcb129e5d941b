package io.kvasir.control.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Waiting for futures that, by contract, never fail.
final class Futures {
    private Futures() {}

    static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A future that never fails has failed", e);
        }
    }
}
