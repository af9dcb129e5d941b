package io.kvasir.control.state;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import java.util.List;
import java.util.Optional;

/// What a partition should be: its range, the replicas wanted, and which of their nodes should
/// lead.
///
/// @param bootstrap no leader has reported the formed group yet: its replicas may start as its
///   first members. Once false, never true again
public record PartitionEntry(
        PartitionId id,
        Epoch epoch,
        KeyRange range,
        List<ReplicaId> replicas,
        boolean bootstrap,
        Optional<NodeId> preferredLeader) {
    public PartitionEntry {
        replicas = List.copyOf(replicas);
    }

    public boolean isOn(NodeId node) {
        return replicas.stream().anyMatch(replica -> replica.node().equals(node));
    }

    /// As the map shows it.
    public Partition toPartition(Optional<NodeId> leader) {
        return new Partition(id, epoch, range, replicas, leader);
    }

    PartitionEntry formed() {
        return new PartitionEntry(id, epoch, range, replicas, false, preferredLeader);
    }

    PartitionEntry with(List<ReplicaId> changed, Optional<NodeId> preferred) {
        return new PartitionEntry(id, epoch, range, changed, bootstrap, preferred);
    }
}
