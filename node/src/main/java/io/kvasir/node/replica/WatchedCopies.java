package io.kvasir.node.replica;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.replica.MoveSteps.Step;
import io.kvasir.proto.internal.v1.ReplicaChunk;
import java.io.IOException;

/// Copies whose steps are told.
///
/// @param copies where they come from
record WatchedCopies(CopySource copies, MoveSteps steps) implements CopySource {
    @Override
    public void pull(NodeId node, PartitionId partition, long appliedIndexMin, ChunkReader reader)
            throws IOException {
        copies.pull(node, partition, appliedIndexMin, new Watched(partition, reader));
        steps.reached(Step.COPIED, partition);
    }

    @Override
    public void installed(PartitionId partition) {
        steps.reached(Step.INSTALLED, partition);
    }

    private final class Watched implements ChunkReader {
        private final PartitionId partition;
        private final ChunkReader reader;
        private boolean begun;

        Watched(PartitionId partition, ChunkReader reader) {
            this.partition = partition;
            this.reader = reader;
        }

        @Override
        public void accept(ReplicaChunk chunk) throws IOException {
            reader.accept(chunk);
            if (chunk.hasRecords() && !begun) {
                begun = true;
                steps.reached(Step.COPYING, partition);
            }
        }
    }
}
