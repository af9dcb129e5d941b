package io.kvasir.model.partition;

import io.kvasir.model.Limits;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.key.KeyRange;
import java.util.List;
import java.util.Optional;

/// A partition as the map shows it: what it covers, who should hold it, and who was last seen
/// leading it (a hint).
public record Partition(
        PartitionId id,
        Epoch epoch,
        KeyRange range,
        List<ReplicaId> replicas,
        Optional<NodeId> leader) {
    public Partition {
        replicas = List.copyOf(replicas);
        if (replicas.size() > Limits.REPLICAS_MAX) {
            throw new InvalidArgumentException(
                    "partition "
                            + id
                            + " has "
                            + replicas.size()
                            + " replicas; the limit is "
                            + Limits.REPLICAS_MAX);
        }
    }

    public boolean isHeldBy(NodeId node) {
        return replicas.stream().anyMatch(replica -> replica.node().equals(node));
    }
}
