package io.kvasir.control.placement.repair;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.Moves;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.ReplicaId;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Makes the replicas of nodes that are lost, and then those of nodes that drain, elsewhere. The
/// new one comes before the old one goes: copies never become fewer than there are.
public final class NodeEvacuation {
    private final ClusterSnapshot snapshot;
    private final ElasticLimits limits;
    private final Moves moves;
    private final Plan.Draft draft;
    private final Map<NodeId, Integer> planned = new TreeMap<>();

    private NodeEvacuation(
            ClusterSnapshot snapshot, ElasticLimits limits, Moves moves, Plan.Draft draft) {
        this.snapshot = snapshot;
        this.limits = limits;
        this.moves = moves;
        this.draft = draft;
    }

    public static void plan(
            ClusterSnapshot snapshot, ElasticLimits limits, Moves moves, Plan.Draft draft) {
        NodeEvacuation evacuation = new NodeEvacuation(snapshot, limits, moves, draft);
        for (Node node : snapshot.state().nodes().values()) {
            if (evacuation.isLost(node.id())) {
                evacuation.evacuate(node.id(), "node " + node.id() + " is silent for too long");
            }
        }
        for (NodeId node : snapshot.state().draining()) {
            evacuation.evacuate(node, "node " + node + " is to be drained");
        }
    }

    private boolean isLost(NodeId node) {
        return snapshot.observed().silentNanos(node, snapshot.nowNanos())
                > Math.max(limits.repairAfter().toNanos(), snapshot.silenceMax().toNanos());
    }

    private void evacuate(NodeId from, String reason) {
        for (PartitionEntry entry : snapshot.state().partitionsOn(from)) {
            if (draft.isFull()) {
                return;
            }
            consider(entry, from, reason);
        }
    }

    private void consider(PartitionEntry entry, NodeId from, String reason) {
        Optional<GroupReport> group = snapshot.group(entry.id());
        if (entry.bootstrap() || group.isEmpty()) {
            draft.reject(entry.id(), from, "no living leader has reported the group");
            return;
        }
        if (snapshot.state().mergeOf(entry.id()).isPresent()) {
            draft.reject(entry.id(), from, "it is being merged with a neighbour");
            return;
        }
        if (moves.isMoving(entry) || othersMove(entry, group.get(), from)) {
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
                    "no living node is without a replica of it and ready to receive one");
            return;
        }
        draft.add(new Action(Moves.replacing(entry, from, to.get()), reason));
        moves.add(entry, to.get().id());
        planned.merge(to.get().id(), 1, Integer::sum);
    }

    /// The one that goes may be away; the others must be there and follow.
    private static boolean othersMove(PartitionEntry entry, GroupReport group, NodeId from) {
        for (ReplicaId replica : entry.replicas()) {
            boolean settled =
                    group.members().contains(replica) && group.caughtUp().contains(replica);
            if (!replica.node().equals(from) && !settled) {
                return true;
            }
        }
        return false;
    }

    private Optional<Node> target(PartitionEntry entry, NodeId from) {
        return snapshot.placeableNodes().stream()
                .filter(node -> !entry.isOn(node.id()) && moves.mayReceive(node.id()))
                .min(
                        Comparator.comparing((Node node) -> !moves.keepsZones(entry, from, node))
                                .thenComparingInt(this::replicasOn)
                                .thenComparing(Node::id));
    }

    private int replicasOn(Node node) {
        return snapshot.state().replicasOn(node.id()) + planned.getOrDefault(node.id(), 0);
    }
}
