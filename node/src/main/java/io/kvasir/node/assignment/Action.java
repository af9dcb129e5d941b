package io.kvasir.node.assignment;

import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.Merging;
import java.util.List;

/// One step towards what is desired. Safe to repeat.
public sealed interface Action {
    /// Starts a replica of a group that never had other members, with all of them.
    ///
    /// @param leads whether it should be the first leader
    record Found(Partition partition, boolean leads) implements Action {}

    /// Starts a replica that waits for its leader to add it.
    record Join(Partition partition) implements Action {}

    /// Stops a replica and removes what it holds.
    record Remove(PartitionId partition) implements Action {}

    /// Changes the membership by one.
    record ChangeMembers(PartitionId partition, List<ReplicaId> members) implements Action {
        public ChangeMembers {
            members = List.copyOf(members);
        }
    }

    record TransferLeadership(PartitionId partition, ReplicaId to) implements Action {}

    /// Divides a partition that this node leads.
    record Split(PartitionId partition, SplitOrder order) implements Action {}

    /// Absorbs the right neighbour of a partition that this node leads.
    record Merge(PartitionId partition, MergeOrder order) implements Action {}

    /// Gives that up for good.
    record AbandonMerge(PartitionId partition, MergeOrder order) implements Action {}

    /// Lets a partition that is sealed, and is not absorbed, go on.
    record Unseal(PartitionId partition, Merging.Sealed seal) implements Action {}

    record DropKeyspace(PartitionId partition, KeyspaceId keyspace) implements Action {}
}
