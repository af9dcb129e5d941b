package io.kvasir.control.placement.plan;

import io.kvasir.control.health.NodeHealth;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The replicas that are on their way, and those that a plan adds to them: within the limits of the
/// cluster and of each receiver.
public final class Moves {
    /// Replicas that one node receives at a time.
    public static final int RECEIVED_MAX = 2;

    private final int movesMax;
    private final Set<PartitionId> moving = new HashSet<>();
    private final Map<NodeId, Integer> receiving = new HashMap<>();
    private int count;

    private Moves(int movesMax) {
        this.movesMax = movesMax;
    }

    public static Moves of(Overview overview, int movesMax) {
        Moves moves = new Moves(movesMax);
        for (Seen seen : overview.partitions()) {
            if (seen.group() == null || seen.isSettled()) {
                continue;
            }
            for (ReplicaId replica : seen.entry().replicas()) {
                boolean there = seen.group().isFollowedBy(replica);
                if (!there && overview.health(replica.node()) == NodeHealth.ALIVE) {
                    moves.add(seen.entry(), replica.node());
                }
            }
        }
        return moves;
    }

    public boolean isAllowed() {
        return isAllowed(1);
    }

    public boolean isAllowed(int more) {
        return count + more <= movesMax;
    }

    public boolean mayReceive(NodeId node) {
        return receiving.getOrDefault(node, 0) < RECEIVED_MAX;
    }

    public boolean isMoving(PartitionEntry entry) {
        return moving.contains(entry.id());
    }

    /// Replicas on their way to a node.
    public int receiving(NodeId node) {
        return receiving.getOrDefault(node, 0);
    }

    public void add(PartitionEntry entry, NodeId to) {
        moving.add(entry.id());
        receiving.merge(to, 1, Integer::sum);
        count++;
    }

    /// The order that puts another node in the place of one.
    public static Command.ChangeReplicas replacing(PartitionEntry entry, NodeId from, Node to) {
        return replacing(entry, from, to, Optional.empty());
    }

    /// The same for balance, which does not undo it for a while.
    public static Command.ChangeReplicas balancing(
            Overview overview, PartitionEntry entry, NodeId from, Node to) {
        return replacing(entry, from, to, Optional.of(overview.snapshot().now()));
    }

    private static Command.ChangeReplicas replacing(
            PartitionEntry entry, NodeId from, Node to, Optional<Instant> balancedAt) {
        List<ReplicaId> replicas = new ArrayList<>();
        for (ReplicaId replica : entry.replicas()) {
            replicas.add(
                    replica.node().equals(from) ? new ReplicaId(to.id(), to.storageId()) : replica);
        }
        Optional<NodeId> preferred =
                entry.preferredLeader().map(node -> node.equals(from) ? to.id() : node);
        return new Command.ChangeReplicas(
                entry.id(), entry.replicas(), replicas, preferred, balancedAt);
    }
}
