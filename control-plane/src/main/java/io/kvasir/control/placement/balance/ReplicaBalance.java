package io.kvasir.control.placement.balance;

import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.Moves;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.ReplicaId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Evens out what nodes hold: a replica moves from the fullest to the emptiest, where the two come
/// nearer by it. The sum of the squares falls with each move, so it comes to rest; and near the
/// mean nothing moves at all, so that drifting sizes do not keep it busy.
public final class ReplicaBalance {
    /// An empty partition weighs too: each costs its node threads and memory.
    static final long PARTITION_BYTES = 16L << 20;

    /// Above the mean by this, a node gives away.
    private static final double SURPLUS = 1.05;

    /// A move fills at most so much of the gap between two nodes.
    private static final double GAP_SHARE_MAX = 0.75;

    private final ClusterSnapshot snapshot;
    private final Moves moves;
    private final Plan.Draft draft;
    private final Map<NodeId, Long> held = new TreeMap<>();
    private final Map<NodeId, Node> nodes = new TreeMap<>();

    private ReplicaBalance(ClusterSnapshot snapshot, Moves moves, Plan.Draft draft) {
        this.snapshot = snapshot;
        this.moves = moves;
        this.draft = draft;
    }

    public static void plan(ClusterSnapshot snapshot, Moves moves, Plan.Draft draft) {
        ReplicaBalance balance = new ReplicaBalance(snapshot, moves, draft);
        balance.weigh();
        while (moves.isAllowed() && !draft.isFull() && balance.moveOne()) {}
    }

    /// By what should be: moves in flight count as done.
    private void weigh() {
        for (Node node : snapshot.placeableNodes()) {
            held.put(node.id(), 0L);
            nodes.put(node.id(), node);
        }
        for (PartitionEntry entry : snapshot.state().partitions().values()) {
            long bytes = weight(entry);
            for (ReplicaId replica : entry.replicas()) {
                held.computeIfPresent(replica.node(), (_, sum) -> sum + bytes);
            }
        }
    }

    private long weight(PartitionEntry entry) {
        return snapshot.storedBytes(entry.id()) + PARTITION_BYTES;
    }

    private boolean moveOne() {
        if (held.size() < 2) {
            return false;
        }
        double mean = held.values().stream().mapToLong(Long::longValue).average().orElse(0);
        List<NodeId> fullest = new ArrayList<>(held.keySet());
        fullest.sort(Comparator.comparingLong((NodeId node) -> held(node)).reversed());
        for (NodeId from : fullest) {
            if (held(from) <= mean * SURPLUS) {
                return false;
            }
            for (NodeId to : fullest.reversed()) {
                if (held(to) < mean && moves.mayReceive(to) && move(from, to)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Moves what comes nearest to half of the gap.
    private boolean move(NodeId from, NodeId to) {
        long gap = held(from) - held(to);
        Optional<PartitionEntry> best =
                snapshot.state().partitionsOn(from).stream()
                        .filter(entry -> weight(entry) <= gap * GAP_SHARE_MAX)
                        .filter(entry -> !entry.isOn(to))
                        .filter(entry -> snapshot.state().rangeChange(entry.id()).isEmpty())
                        .filter(entry -> !moves.isMoving(entry) && snapshot.isSettled(entry))
                        .filter(entry -> moves.keepsZones(entry, from, node(to)))
                        .min(Comparator.comparingLong(entry -> Math.abs(weight(entry) - gap / 2)));
        if (best.isEmpty()) {
            return false;
        }
        PartitionEntry entry = best.get();
        Command.ChangeReplicas change = Moves.replacing(entry, from, node(to));
        draft.add(
                new Action(
                        change,
                        "node "
                                + from
                                + " should hold "
                                + held(from)
                                + " bytes, node "
                                + to
                                + " only "
                                + held(to)));
        moves.add(entry, to);
        held.merge(from, -weight(entry), Long::sum);
        held.merge(to, weight(entry), Long::sum);
        return true;
    }

    /// Of a node that may hold replicas, as all that are asked for may.
    private long held(NodeId node) {
        return Objects.requireNonNull(held.get(node));
    }

    private Node node(NodeId id) {
        return Objects.requireNonNull(nodes.get(id));
    }
}
