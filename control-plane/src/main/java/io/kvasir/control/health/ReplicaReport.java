package io.kvasir.control.health;

import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.ReplicaStatus;
import java.util.List;

/// One replica as its node reported it.
///
/// @param members on the leader: the group's committed configuration; else empty
/// @param caughtUp on the leader: followers within reach of the commit index; else empty
/// @param droppedKeyspaces whose items are gone from the replica's applied state
/// @param range that it holds under the epoch
public record ReplicaReport(
        PartitionId partition,
        Epoch epoch,
        ReplicaStatus.Role role,
        long term,
        long appliedIndex,
        long commitIndex,
        long storedBytes,
        List<ReplicaId> members,
        List<ReplicaId> caughtUp,
        List<KeyspaceId> droppedKeyspaces,
        KeyRange range,
        ReplicaLoad load) {
    public ReplicaReport {
        members = List.copyOf(members);
        caughtUp = List.copyOf(caughtUp);
        droppedKeyspaces = List.copyOf(droppedKeyspaces);
    }

    public boolean isLeader() {
        return role == ReplicaStatus.Role.LEADER;
    }
}
