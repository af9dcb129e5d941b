package io.kvasir.control.placement.balance;

import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.ReplicaId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Evens out how many partitions each node should lead: where one leads too many, or one too few, a
/// preference moves to a node that has at least two fewer and holds a caught-up replica. Each move
/// narrows the spread, so it comes to rest.
///
/// Where no two such nodes are left, a node that leads too many may still hand one on by way of
/// others, each of which hands one of its own on: the shortest such way is looked for. The last
/// step of it is ordered first, so that a plan that ends halfway leaves no node with more.
public final class LeaderBalance {
    /// What the search for ways may cost a plan.
    private static final int NODES_VISITED_MAX = 1_000;

    private final Overview overview;
    private final Plan.Draft draft;
    private final LeaderCounts counts;
    private final Set<NodeId> onOneWay = new HashSet<>();
    private int visited;

    private LeaderBalance(Overview overview, Plan.Draft draft) {
        this.overview = overview;
        this.draft = draft;
        this.counts = new LeaderCounts(overview);
    }

    public static void plan(Overview overview, Plan.Draft draft) {
        LeaderBalance balance = new LeaderBalance(overview, draft);
        for (Seen seen : overview.partitions()) {
            if (draft.isFull()) {
                return;
            }
            balance.consider(seen);
        }
        if (!draft.hasActions()) {
            balance.handOnByWayOfOthers();
        }
    }

    private void consider(Seen seen) {
        PartitionEntry entry = seen.entry();
        Optional<NodeId> from = entry.preferredLeader();
        if (from.isEmpty() || seen.group() == null) {
            return;
        }
        int here = counts.of(from.get());
        if (here < 2) {
            return;
        }
        List<NodeId> lighter = new ArrayList<>();
        for (ReplicaId replica : entry.replicas()) {
            int there = counts.isCounted(replica.node()) ? counts.of(replica.node()) : here;
            if (counts.share().isUneven(here, there)) {
                if (seen.mayLead(replica)) {
                    lighter.add(replica.node());
                } else {
                    draft.reject(entry.id(), replica, "it has not caught up, and cannot lead yet");
                }
            }
        }
        lighter.stream()
                .min(Comparator.comparingInt(counts::of))
                .ifPresent(to -> move(entry, from.get(), to));
    }

    private void move(PartitionEntry entry, NodeId from, NodeId to) {
        draft.add(
                new Action(
                        new Command.PreferLeader(entry.id(), to),
                        "node "
                                + from
                                + " should lead "
                                + counts.of(from)
                                + " partitions, node "
                                + to
                                + " "
                                + counts.of(to)));
        counts.move(from, to);
    }

    private void handOnByWayOfOthers() {
        for (NodeId node : counts.tooMany()) {
            if (draft.isFull() || visited >= NODES_VISITED_MAX) {
                return;
            }
            if (!onOneWay.contains(node)) {
                handOn(way(node));
            }
        }
    }

    /// A preference that may move.
    private record Step(PartitionEntry entry, NodeId from, NodeId to) {}

    /// The shortest way to a node with two fewer, its last step first; empty: there is none.
    private List<Step> way(NodeId from) {
        int fewEnough = counts.of(from) - 2;
        Map<NodeId, Step> reachedBy = new HashMap<>();
        Deque<NodeId> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty() && visited < NODES_VISITED_MAX) {
            visited++;
            for (Step step : steps(next.remove())) {
                NodeId to = step.to();
                if (to.equals(from) || onOneWay.contains(to) || reachedBy.containsKey(to)) {
                    continue;
                }
                reachedBy.put(to, step);
                if (counts.of(to) <= fewEnough) {
                    return back(reachedBy, to);
                }
                next.add(to);
            }
        }
        return List.of();
    }

    private List<Step> steps(NodeId from) {
        List<Seen> held = overview.partitionsOn(from);
        draft.examined(held.size());
        List<Step> steps = new ArrayList<>();
        for (Seen seen : held) {
            if (!seen.entry().preferredLeader().equals(Optional.of(from))) {
                continue;
            }
            for (ReplicaId replica : seen.entry().replicas()) {
                if (counts.isCounted(replica.node()) && seen.mayLead(replica)) {
                    steps.add(new Step(seen.entry(), from, replica.node()));
                }
            }
        }
        return steps;
    }

    private static List<Step> back(Map<NodeId, Step> reachedBy, NodeId last) {
        List<Step> way = new ArrayList<>();
        for (Step step = reachedBy.get(last); step != null; step = reachedBy.get(step.from())) {
            way.add(step);
        }
        return way;
    }

    private void handOn(List<Step> way) {
        for (Step step : way) {
            if (draft.isFull()) {
                return;
            }
            onOneWay.add(step.from());
            onOneWay.add(step.to());
            move(step.entry(), step.from(), step.to());
        }
    }
}
