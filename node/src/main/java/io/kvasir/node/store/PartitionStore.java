package io.kvasir.node.store;

import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The store of one partition's replica. Writes come from one thread; reads from any.
public interface PartitionStore extends StoreReader {
    PartitionId partition();

    /// Applies all mutations in order, or none. In memory only: durable after a later `flush`.
    /// After a crash the store holds a prefix of the writes.
    void write(List<Mutation> mutations);

    /// Makes every write that ended before this call durable. Does not block.
    CompletableFuture<Void> flush();

    /// Bytes on disk and in write buffers.
    long storedBytes();

    /// About how many of them a range of the store's keys has. Cheap.
    long storedBytes(KeyRange range);

    /// Gives back, as far as it is cheap, the disk space of a range whose keys were deleted and
    /// whose deletion is durable.
    void reclaim(KeyRange range);

    /// Begins to replace the whole store by a copy.
    StagedCopy stage();
}
