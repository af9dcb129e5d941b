package io.kvasir.routing.execute;

import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.proto.internal.v1.WriteResult;

/// How one write ended: done, or failed; what a failure can have done, its code says.
public sealed interface WriteOutcome {
    /// @param appliedIndex the partition's, at which the write is seen
    record Done(WriteResult result, PartitionId partition, long appliedIndex)
            implements WriteOutcome {}

    record Failed(RequestFailure failure) implements WriteOutcome {}
}
