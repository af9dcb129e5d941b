package io.kvasir.node.proposer;

import io.kvasir.model.Bytes;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.store.CorruptionException;
import org.jspecify.annotations.Nullable;

/// What a proposer sees of the replica it works for.
public interface LedPartition {
    /// As of the last applied position. Published after the store has it.
    PartitionState state();

    /// From the store, blocking.
    @Nullable Bytes get(Bytes storeKey);

    /// Evaluation met damage: the replica must not serve any more.
    void quarantine(CorruptionException cause);

    /// A bug or broken storage: the process ends.
    void fail(Throwable cause);
}
