package io.kvasir.control.health;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.ReplicaId;
import java.util.List;
import java.util.Optional;

/// A partition group as its leader of the highest term reported it last.
public record GroupReport(
        NodeId leader,
        long term,
        List<ReplicaId> members,
        List<ReplicaId> caughtUp,
        List<KeyspaceId> droppedKeyspaces,
        Epoch epoch,
        KeyRange range,
        Optional<Seal> seal) {
    static GroupReport of(NodeId node, ReplicaReport replica) {
        return new GroupReport(
                node,
                replica.term(),
                replica.members(),
                replica.caughtUp(),
                replica.droppedKeyspaces(),
                replica.epoch(),
                replica.range(),
                replica.seal());
    }

    /// It is a member, and follows.
    public boolean isFollowedBy(ReplicaId replica) {
        return members.contains(replica) && caughtUp.contains(replica);
    }

    /// The members are those wanted, and all follow.
    public boolean isSettled(List<ReplicaId> wanted) {
        return members.size() == wanted.size()
                && (members.equals(wanted) || members.containsAll(wanted))
                && (caughtUp.equals(wanted) || caughtUp.containsAll(wanted));
    }
}
