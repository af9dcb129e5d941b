package io.kvasir.node.assignment;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.Merging;
import java.util.List;
import java.util.Optional;

/// What the control plane wants of one replica on this node.
///
/// @param bootstrap the group never had other members than its founders: a missing replica starts
///   with all of the partition's as its members, else with none
/// @param preferredLeader should lead once it has caught up
/// @param members what the group's membership should be; empty: nothing is said of it
/// @param droppedKeyspaces whose items are to be removed
/// @param split how it is to be divided
/// @param origin where it was split off
/// @param merge how it is to absorb its right neighbour
/// @param unseal what it may be sealed for and will not happen
/// @param released the group's leader says that this node is out of it
public record Desired(
        Partition partition,
        boolean bootstrap,
        Optional<NodeId> preferredLeader,
        List<ReplicaId> members,
        List<KeyspaceId> droppedKeyspaces,
        Optional<SplitOrder> split,
        Optional<Origin> origin,
        Optional<MergeOrder> merge,
        Optional<Merging.Sealed> unseal,
        boolean released) {
    public Desired {
        members = List.copyOf(members);
        droppedKeyspaces = List.copyOf(droppedKeyspaces);
    }

    /// Of a partition that takes part in no merge.
    public Desired(
            Partition partition,
            boolean bootstrap,
            Optional<NodeId> preferredLeader,
            List<ReplicaId> members,
            List<KeyspaceId> droppedKeyspaces,
            Optional<SplitOrder> split,
            Optional<Origin> origin) {
        this(
                partition,
                bootstrap,
                preferredLeader,
                members,
                droppedKeyspaces,
                split,
                origin,
                Optional.empty(),
                Optional.empty(),
                false);
    }
}
