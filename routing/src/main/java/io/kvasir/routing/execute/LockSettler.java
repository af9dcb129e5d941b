package io.kvasir.routing.execute;

import io.grpc.Deadline;
import io.kvasir.proto.internal.v1.Lock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Finds out what locks that a strong read met hide.
@FunctionalInterface
public interface LockSettler {
    /// What became of locks.
    enum Settlement {
        /// Their transactions were not decided, or are not to happen: what was read is right.
        HIDE_NOTHING,
        /// A decision was carried out: the read must be repeated.
        CARRIED_OUT,
        /// It could not be found out, or not be carried out: what was read may be old.
        NOT_KNOWN
    }

    CompletableFuture<Settlement> settle(List<Lock> locks, Deadline deadline);
}
