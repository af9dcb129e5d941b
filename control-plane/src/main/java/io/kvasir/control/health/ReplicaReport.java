package io.kvasir.control.health;

import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.ReplicaStatus;
import java.util.List;
import java.util.Optional;

/// One replica as its node reported it.
///
/// @param members on the leader: the group's committed configuration; else empty
/// @param caughtUp on the leader: followers within reach of the commit index; else empty
/// @param droppedKeyspaces whose items are gone from the replica's applied state
/// @param range that it holds under the epoch
/// @param seal what it is sealed for
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
        ReplicaLoad load,
        Optional<Seal> seal) {
    public ReplicaReport {
        members = List.copyOf(members);
        caughtUp = List.copyOf(caughtUp);
        droppedKeyspaces = List.copyOf(droppedKeyspaces);
    }

    /// Of a replica that is not sealed.
    public ReplicaReport(
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
        this(
                partition,
                epoch,
                role,
                term,
                appliedIndex,
                commitIndex,
                storedBytes,
                members,
                caughtUp,
                droppedKeyspaces,
                range,
                load,
                Optional.empty());
    }

    public boolean isLeader() {
        return role == ReplicaStatus.Role.LEADER;
    }
}
