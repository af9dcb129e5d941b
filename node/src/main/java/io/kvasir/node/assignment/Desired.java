package io.kvasir.node.assignment;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.ReplicaId;
import java.util.List;
import java.util.Optional;

/// What the control plane wants of one replica on this node.
///
/// @param bootstrap the group was never formed: a missing replica starts with all of the
///   partition's as its members, else with none
/// @param preferredLeader should lead once it has caught up
/// @param members what the group's membership should be
/// @param droppedKeyspaces whose items are to be removed
/// @param split how it is to be divided
/// @param origin where it was split off
public record Desired(
        Partition partition,
        boolean bootstrap,
        Optional<NodeId> preferredLeader,
        List<ReplicaId> members,
        List<KeyspaceId> droppedKeyspaces,
        Optional<SplitOrder> split,
        Optional<Origin> origin) {
    public Desired {
        members = List.copyOf(members);
        droppedKeyspaces = List.copyOf(droppedKeyspaces);
    }
}
