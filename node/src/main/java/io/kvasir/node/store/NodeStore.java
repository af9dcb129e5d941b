package io.kvasir.node.store;

import io.kvasir.model.partition.PartitionId;
import java.util.Collection;
import java.util.List;

/// Everything that one node keeps on disk for its partitions.
public interface NodeStore extends AutoCloseable {
    /// Partitions with a store here, ascending.
    List<PartitionId> partitions();

    /// Makes ready what `create` is about to make for each of these, where that is cheaper for
    /// several at once. What is not created after all is, after a restart, as if a crash had
    /// interrupted its creation.
    default void prepare(Collection<PartitionId> partitions) {}

    /// @throws IllegalStateException where there is one
    PartitionStore create(PartitionId partition);

    /// @throws IllegalStateException where there is none
    PartitionStore open(PartitionId partition);

    /// Makes a store with the contents that another has now, durably and without copying: the two
    /// share files until one of them rewrites its own.
    ///
    /// @throws IllegalStateException where `from` has no store, or `to` has one
    PartitionStore copy(PartitionId from, PartitionId to);

    /// Removes a partition's store. Idempotent.
    void drop(PartitionId partition);

    @Override
    void close();
}
