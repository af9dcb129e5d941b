package io.kvasir.routing.execute;

import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.StoredItem;

/// How the reading of one key ended.
public sealed interface ReadOutcome {
    /// @param reply to all reads that travelled with this one
    record Done(StoredItem item, PartitionId partition, ReadResponse reply) implements ReadOutcome {
        public long appliedIndex() {
            return reply.getAppliedIndex();
        }

        public long stalenessMillis() {
            return reply.getStalenessMs();
        }
    }

    record Failed(RequestFailure failure) implements ReadOutcome {}
}
