package io.kvasir.routing.execute;

import io.grpc.Deadline;
import io.kvasir.proto.internal.v1.Lock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Finds out what locks that a strong read met hide.
@FunctionalInterface
public interface LockSettler {
    /// @return whether a decision was carried out, so that the read must be repeated; a transaction
    ///   that is not decided yet hides nothing
    CompletableFuture<Boolean> settle(List<Lock> locks, Deadline deadline);
}
