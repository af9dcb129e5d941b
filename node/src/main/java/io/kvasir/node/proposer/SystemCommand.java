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

    /// Below no version that the entry brings in from elsewhere; 0: it brings none.
    default long hybridTimeMin() {
        return 0;
    }

    /// Whether it is meant for a sealed partition, which takes nothing else.
    default boolean isForSealed() {
        return false;
    }

    /// One that nothing may be evaluated upon before its fate is known.
    static SystemCommand fence(SystemCommand command) {
        return new SystemCommand() {
            @Override
            public List<Mutation> evaluate(
                    PartitionState state, long nowMs, Function<Bytes, @Nullable Bytes> view) {
                return command.evaluate(state, nowMs, view);
            }

            @Override
            public boolean isFence() {
                return true;
            }

            @Override
            public long hybridTimeMin() {
                return command.hybridTimeMin();
            }

            @Override
            public boolean isForSealed() {
                return command.isForSealed();
            }
        };
    }

    /// One on its way; completes with whether it took effect.
    record Pending(SystemCommand command, CompletableFuture<Boolean> done) {}
}
