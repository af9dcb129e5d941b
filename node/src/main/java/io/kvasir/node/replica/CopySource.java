package io.kvasir.node.replica;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.proto.internal.v1.ReplicaChunk;
import java.io.IOException;

/// Asks another node for a copy of a replica.
public interface CopySource {
    /// Hands the chunks over in order, on this thread.
    ///
    /// @throws IOException where the node is unknown, unreachable, refuses, or the stream breaks
    void pull(NodeId node, PartitionId partition, long appliedIndexMin, ChunkReader reader)
            throws IOException;

    /// What was pulled last is in its place.
    default void installed(PartitionId partition) {}

    /// Takes the chunks of one copy.
    @FunctionalInterface
    interface ChunkReader {
        /// @throws IOException where the chunk is damaged or out of place
        void accept(ReplicaChunk chunk) throws IOException;
    }
}
