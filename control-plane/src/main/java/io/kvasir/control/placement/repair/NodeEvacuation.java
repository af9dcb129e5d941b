package io.kvasir.control.placement.repair;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.Moves;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.placement.plan.Targets;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.ReplicaId;
import java.util.Optional;

/// Makes the replicas of nodes that are lost, and then those of nodes that drain, elsewhere. The
/// new one comes before the old one goes: copies never become fewer than there are.
public final class NodeEvacuation {
    private final Overview overview;
    private final ElasticLimits limits;
    private final Moves moves;
    private final Targets targets;
    private final Plan.Draft draft;

    private NodeEvacuation(
            Overview overview,
            ElasticLimits limits,
            Moves moves,
            Targets targets,
            Plan.Draft draft) {
        this.overview = overview;
        this.limits = limits;
        this.moves = moves;
        this.targets = targets;
        this.draft = draft;
    }

    public static void plan(
            Overview overview,
            ElasticLimits limits,
            Moves moves,
            Targets targets,
            Plan.Draft draft) {
        NodeEvacuation evacuation = new NodeEvacuation(overview, limits, moves, targets, draft);
        for (Node node : overview.snapshot().state().nodes().values()) {
            if (evacuation.isLost(node.id())) {
                evacuation.evacuate(node.id(), "node " + node.id() + " is silent for too long");
            }
        }
        for (NodeId node : overview.snapshot().state().draining()) {
            evacuation.evacuate(node, "node " + node + " is to be drained");
        }
    }

    private boolean isLost(NodeId node) {
        ClusterSnapshot snapshot = overview.snapshot();
        return snapshot.observed().silentNanos(node, snapshot.nowNanos())
                > Math.max(limits.repairAfter().toNanos(), snapshot.silenceMax().toNanos());
    }

    private void evacuate(NodeId from, String reason) {
        for (Seen seen : overview.partitionsOn(from)) {
            if (draft.isFull()) {
                return;
            }
            consider(seen, from, reason);
        }
    }

    private void consider(Seen seen, NodeId from, String reason) {
        PartitionEntry entry = seen.entry();
        GroupReport group = seen.group();
        if (entry.isForming() || group == null) {
            draft.reject(entry.id(), from, "no living leader has reported the group");
            return;
        }
        if (overview.snapshot().state().mergeOf(entry.id()).isPresent()) {
            draft.reject(entry.id(), from, "it is being merged with a neighbour");
            return;
        }
        if (moves.isMoving(entry) || othersMove(entry, group, from)) {
            draft.reject(entry.id(), from, "another change of its replicas is under way");
            return;
        }
        if (!moves.isAllowed()) {
            draft.reject(entry.id(), from, "as many replicas are on their way as may be");
            return;
        }
        Optional<Node> to = target(entry, from);
        if (to.isEmpty()) {
            draft.reject(
                    entry.id(),
                    from,
                    "no living node is without a replica of it, has memory for one more and is ready"
                            + " to receive it");
            return;
        }
        draft.add(new Action(Moves.replacing(entry, from, to.get()), reason));
        moves.add(entry, to.get().id());
    }

    /// The one that goes may be away; the others must be there and follow.
    private static boolean othersMove(PartitionEntry entry, GroupReport group, NodeId from) {
        for (ReplicaId replica : entry.replicas()) {
            if (!replica.node().equals(from) && !group.isFollowedBy(replica)) {
                return true;
            }
        }
        return false;
    }

    private Optional<Node> target(PartitionEntry entry, NodeId from) {
        return targets.take(
                zone -> overview.keepsZones(entry, from, zone),
                moves::mayReceive,
                node -> overview.mayReceive(node.id(), entry));
    }
}
