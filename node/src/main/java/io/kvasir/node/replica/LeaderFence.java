package io.kvasir.node.replica;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import java.util.concurrent.CompletableFuture;

/// Asks another node, as the leader of a partition, to pass a read fence.
@FunctionalInterface
public interface LeaderFence {
    /// @return the index up to which the leader had applied when the fence passed: it covers
    ///   everything acknowledged before this call. Fails where the node does not lead, cannot be
    ///   reached or does not answer in time; never blocks
    CompletableFuture<Long> pass(NodeId leader, PartitionId partition);
}
