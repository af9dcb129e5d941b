package io.kvasir.control.placement.balance;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.ReplicaId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Evens out which nodes should lead: a preference moves from a node to one that has at least two
/// fewer and holds a caught-up replica. Each move narrows the spread, so it comes to rest.
public final class LeaderBalance {
    private final Overview overview;
    private final Plan.Draft draft;
    private final Map<NodeId, Integer> preferred = new HashMap<>();

    private LeaderBalance(Overview overview, Plan.Draft draft) {
        this.overview = overview;
        this.draft = draft;
    }

    public static void plan(Overview overview, Plan.Draft draft) {
        LeaderBalance balance = new LeaderBalance(overview, draft);
        balance.count();
        for (Seen seen : overview.partitions()) {
            if (draft.isFull()) {
                return;
            }
            balance.consider(seen);
        }
    }

    private void count() {
        for (Node node : overview.placeableNodes()) {
            preferred.put(node.id(), 0);
        }
        for (Seen seen : overview.partitions()) {
            seen.entry()
                    .preferredLeader()
                    .ifPresent(node -> preferred.computeIfPresent(node, (_, count) -> count + 1));
        }
    }

    private void consider(Seen seen) {
        PartitionEntry entry = seen.entry();
        GroupReport group = seen.group();
        Optional<NodeId> from = entry.preferredLeader();
        if (from.isEmpty() || group == null) {
            return;
        }
        int here = preferred.getOrDefault(from.get(), 0);
        if (here < 2) {
            return;
        }
        List<NodeId> lighter = new ArrayList<>();
        for (ReplicaId replica : entry.replicas()) {
            int there = preferred.getOrDefault(replica.node(), Integer.MAX_VALUE);
            if (there <= here - 2) {
                if (canLead(replica, group)) {
                    lighter.add(replica.node());
                } else {
                    draft.reject(entry.id(), replica, "it has not caught up, and cannot lead yet");
                }
            }
        }
        if (lighter.isEmpty()) {
            return;
        }
        lighter.stream()
                .min((a, b) -> preferred.getOrDefault(a, 0) - preferred.getOrDefault(b, 0))
                .ifPresent(to -> move(entry, from.get(), to));
    }

    private static boolean canLead(ReplicaId replica, GroupReport group) {
        return replica.node().equals(group.leader()) || group.caughtUp().contains(replica);
    }

    private void move(PartitionEntry entry, NodeId from, NodeId to) {
        draft.add(
                new Action(
                        new Command.PreferLeader(entry.id(), to),
                        "node "
                                + from
                                + " should lead "
                                + preferred.get(from)
                                + " partitions, node "
                                + to
                                + " only "
                                + preferred.get(to)));
        preferred.merge(from, -1, Integer::sum);
        preferred.merge(to, 1, Integer::sum);
    }
}
