package io.kvasir.node.replica;

import io.kvasir.node.partition.Merges;
import io.kvasir.node.proposer.SystemCommand;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Seals a partition for its left neighbour.
public final class Seals {
    private static final long ENTRY_SECONDS_MAX = 30;

    private Seals() {}

    /// Blocks until the log has it.
    ///
    /// @return whether the partition is sealed so, now or since before
    public static boolean seal(Replica right, SealedSource.Request request)
            throws InterruptedException {
        if (isSealed(right, request)) {
            return true;
        }
        try {
            right.proposer()
                    .submit(
                            SystemCommand.fence((state, nowMs, view) ->
                                    Merges.seal(state, request.epoch(), request.seal())))
                    .get(ENTRY_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a proposer's reply failed", e);
        }
        return isSealed(right, request);
    }

    public static boolean isSealed(Replica right, SealedSource.Request request) {
        return right.state().merging().equals(Optional.of(request.seal()));
    }
}
