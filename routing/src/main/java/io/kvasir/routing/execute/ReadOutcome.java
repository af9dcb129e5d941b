package io.kvasir.routing.execute;

import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.proto.internal.v1.StoredItem;

/// How the reading of one key ended.
public sealed interface ReadOutcome {
    /// @param appliedIndex the replica's, at which the item was seen
    record Done(StoredItem item, PartitionId partition, long appliedIndex, long stalenessMillis)
            implements ReadOutcome {}

    record Failed(RequestFailure failure) implements ReadOutcome {}
}
