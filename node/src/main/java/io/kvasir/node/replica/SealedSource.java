package io.kvasir.node.replica;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.partition.Merging.Sealed;
import io.kvasir.node.replica.CopySource.ChunkReader;
import java.io.IOException;

/// Asks another node to seal a partition, and for what it holds then.
public interface SealedSource {
    /// What is asked for.
    ///
    /// @param epoch the partition's
    /// @param bytesMax above this, nothing is sealed
    record Request(PartitionId partition, Epoch epoch, Sealed seal, long bytesMax) {}

    /// Hands the chunks over in order, on this thread.
    ///
    /// @throws TooLargeException where the partition holds more
    /// @throws IOException where the node is unknown, unreachable, refuses, or the stream breaks
    void pull(NodeId node, Request request, ChunkReader reader) throws IOException;

    /// The partition has become too large to be absorbed.
    final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        public TooLargeException(String message) {
            super(message);
        }
    }
}
