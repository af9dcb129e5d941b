package io.kvasir.node.store;

import io.kvasir.model.partition.PartitionId;

/// The replica was closed or dropped while something still meant to read it.
public final class StoreClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreClosedException(PartitionId partition) {
        super("the store of partition " + partition + " is closed");
    }
}
