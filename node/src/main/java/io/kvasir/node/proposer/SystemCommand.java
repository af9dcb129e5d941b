package io.kvasir.node.proposer;

import io.kvasir.model.Bytes;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.store.Mutation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A change that the leader makes of its own accord, in an entry of its own.
@FunctionalInterface
public interface SystemCommand {
    /// @param view the store as it will be once everything before is applied
    /// @return empty where there is nothing to do
    List<Mutation> evaluate(
            PartitionState state, long nowMs, Function<Bytes, @Nullable Bytes> view);

    /// Whether nothing may be evaluated upon it before its fate is known.
    default boolean isFence() {
        return false;
    }

    /// One on its way; completes with whether it took effect.
    record Pending(SystemCommand command, CompletableFuture<Boolean> done) {}
}
