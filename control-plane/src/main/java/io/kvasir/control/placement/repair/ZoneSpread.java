package io.kvasir.control.placement.repair;

import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.Moves;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.placement.plan.Targets;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.ReplicaId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Takes replicas apart that are in one zone though others have none of their partition: as after a
/// zone was away, or came.
public final class ZoneSpread {
    private final Overview overview;
    private final Moves moves;
    private final Targets targets;
    private final Plan.Draft draft;
    private final Set<String> zones = new TreeSet<>();

    private ZoneSpread(Overview overview, Moves moves, Targets targets, Plan.Draft draft) {
        this.overview = overview;
        this.moves = moves;
        this.targets = targets;
        this.draft = draft;
    }

    public static void plan(Overview overview, Moves moves, Targets targets, Plan.Draft draft) {
        ZoneSpread spread = new ZoneSpread(overview, moves, targets, draft);
        overview.placeableNodes().forEach(node -> spread.zones.add(node.zone()));
        if (spread.zones.size() < 2) {
            return;
        }
        for (Seen seen : overview.partitions()) {
            if (draft.isFull() || !moves.isAllowed()) {
                return;
            }
            spread.consider(seen);
        }
    }

    private void consider(Seen seen) {
        PartitionEntry entry = seen.entry();
        @Nullable ReplicaId from = oneTooMany(entry);
        if (from == null
                || !seen.isSettled()
                || moves.isMoving(entry)
                || overview.snapshot().state().rangeChange(entry.id()).isPresent()) {
            return;
        }
        Optional<Node> to =
                targets.takeIn(
                        zone -> !isIn(zone, entry),
                        moves::mayReceive,
                        node -> overview.mayReceive(node.id(), entry));
        if (to.isEmpty()) {
            draft.reject(
                    entry.id(),
                    from,
                    "no node of a zone without a replica of it has memory for one more and is ready"
                            + " to receive it");
            return;
        }
        draft.add(
                new Action(
                        Moves.replacing(entry, from.node(), to.get()),
                        "zone "
                                + overview.zone(from.node())
                                + " holds several replicas, zone "
                                + to.get().zone()
                                + " none"));
        moves.add(entry, to.get().id());
    }

    /// A replica whose zone has another one, rather one that is not to lead; null where all are
    /// apart, or as far apart as there are zones.
    private @Nullable ReplicaId oneTooMany(PartitionEntry entry) {
        List<ReplicaId> replicas = entry.replicas();
        @Nullable ReplicaId found = null;
        int apart = 0;
        for (int i = 0; i < replicas.size(); i++) {
            if (!hasEarlier(replicas, i)) {
                apart++;
            } else if (found == null || isWantedLeader(entry, found.node())) {
                found = replicas.get(i);
            }
        }
        return apart < zones.size() ? found : null;
    }

    private boolean hasEarlier(List<ReplicaId> replicas, int index) {
        String zone = overview.zone(replicas.get(index).node());
        for (int i = 0; i < index; i++) {
            if (overview.zone(replicas.get(i).node()).equals(zone)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWantedLeader(PartitionEntry entry, NodeId node) {
        return entry.preferredLeader().equals(Optional.of(node));
    }

    private boolean isIn(String zone, PartitionEntry entry) {
        for (ReplicaId replica : entry.replicas()) {
            if (overview.zone(replica.node()).equals(zone)) {
                return true;
            }
        }
        return false;
    }
}
