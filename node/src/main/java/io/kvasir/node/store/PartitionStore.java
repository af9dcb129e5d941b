package io.kvasir.node.store;

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

    /// Begins to replace the whole store by a copy.
    StagedCopy stage();
}
