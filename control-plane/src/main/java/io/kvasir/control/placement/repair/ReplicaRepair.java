package io.kvasir.control.placement.repair;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.health.NodeHealth;
import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.placement.plan.Targets;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Two steps, and the observed membership says which is due. A replica whose node came back with
/// another storage id is taken out of the group: what voted there is gone, and must not vote again
/// under the same name. So is one that its node found damaged, once all others are caught up; its
/// node removes it then. When the leader's report shows it gone, a new replica is added.
public final class ReplicaRepair {
    private final Overview overview;
    private final PlacementLimits limits;
    private final Targets targets;
    private final Plan.Draft draft;

    private ReplicaRepair(
            Overview overview, PlacementLimits limits, Targets targets, Plan.Draft draft) {
        this.overview = overview;
        this.limits = limits;
        this.targets = targets;
        this.draft = draft;
    }

    public static void plan(
            Overview overview, PlacementLimits limits, Targets targets, Plan.Draft draft) {
        ReplicaRepair repair = new ReplicaRepair(overview, limits, targets, draft);
        for (Seen seen : overview.partitions()) {
            if (draft.isFull()) {
                return;
            }
            repair.consider(seen);
        }
    }

    private void consider(Seen seen) {
        PartitionEntry entry = seen.entry();
        Optional<ReplicaId> lost = firstLost(entry).or(() -> firstDamaged(entry));
        boolean complete = entry.replicas().size() >= limits.replicationFactor();
        if (lost.isEmpty() && complete) {
            noteSilentNodes(entry);
            return;
        }
        String subject = entry.id().toString();
        if (overview.snapshot().state().mergeOf(entry.id()).isPresent()) {
            draft.reject(subject, entry.replicas(), "it is being merged with a neighbour");
            return;
        }
        if (entry.isForming()) {
            draft.reject(subject, entry.replicas(), "the group has not formed yet");
            return;
        }
        GroupReport group = seen.group();
        if (group == null) {
            draft.reject(subject, entry.replicas(), "no living leader has reported the group");
            return;
        }
        if (lost.isPresent() && overview.isLost(lost.get())) {
            remove(entry, lost.get(), "the disk contents of " + lost.get() + " are gone");
        } else if (lost.isPresent()) {
            removeDamaged(entry, lost.get(), group);
        } else {
            add(entry, group);
        }
    }

    private void noteSilentNodes(PartitionEntry entry) {
        for (ReplicaId replica : entry.replicas()) {
            if (overview.health(replica.node()) == NodeHealth.DEAD) {
                draft.reject(
                        entry.id(), replica, "its node is silent; it keeps its place for a while");
            }
        }
    }

    private Optional<ReplicaId> firstLost(PartitionEntry entry) {
        for (ReplicaId replica : entry.replicas()) {
            if (overview.isLost(replica)) {
                return Optional.of(replica);
            }
        }
        return Optional.empty();
    }

    private Optional<ReplicaId> firstDamaged(PartitionEntry entry) {
        for (ReplicaId replica : entry.replicas()) {
            if (overview.isDamaged(entry.id(), replica)) {
                return Optional.of(replica);
            }
        }
        return Optional.empty();
    }

    /// A damaged replica may still hold what another one lacks.
    private void removeDamaged(PartitionEntry entry, ReplicaId damaged, GroupReport group) {
        boolean othersHaveAll =
                entry.replicas().stream()
                        .filter(replica -> !replica.equals(damaged))
                        .allMatch(replica -> group.caughtUp().contains(replica));
        if (othersHaveAll) {
            remove(entry, damaged, damaged + " is damaged");
        } else {
            draft.reject(
                    entry.id(), damaged, "it is damaged, and the others have not caught up yet");
        }
    }

    private void remove(PartitionEntry entry, ReplicaId lost, String reason) {
        List<ReplicaId> left =
                entry.replicas().stream().filter(replica -> !replica.equals(lost)).toList();
        if (left.isEmpty()) {
            draft.reject(entry.id(), lost, "it is the only copy, and its disk contents are gone");
            return;
        }
        draft.add(
                new Action(
                        new Command.ChangeReplicas(
                                entry.id(), entry.replicas(), left, preferred(entry, left)),
                        reason));
    }

    private Optional<NodeId> preferred(PartitionEntry entry, List<ReplicaId> left) {
        Optional<NodeId> known = entry.preferredLeader();
        boolean stays =
                known.isPresent()
                        && left.stream().anyMatch(replica -> replica.node().equals(known.get()));
        return stays ? known : Optional.of(left.getFirst().node());
    }

    private void add(PartitionEntry entry, GroupReport group) {
        if (!new TreeSet<>(group.members()).equals(new TreeSet<>(entry.replicas()))) {
            draft.reject(
                    entry.id(),
                    "a new replica",
                    "the group's members are still "
                            + group.members()
                            + ", to become "
                            + entry.replicas());
            return;
        }
        Optional<Node> target = target(entry);
        if (target.isEmpty()) {
            draft.reject(
                    entry.id(),
                    "a new replica",
                    "no living node is without a replica of it and has memory for one more");
            return;
        }
        Node node = target.get();
        List<ReplicaId> grown = new ArrayList<>(entry.replicas());
        grown.add(new ReplicaId(node.id(), node.storageId()));
        draft.add(
                new Action(
                        new Command.ChangeReplicas(
                                entry.id(), entry.replicas(), grown, entry.preferredLeader()),
                        entry.replicas().size()
                                + " replicas of "
                                + limits.replicationFactor()
                                + "; node "
                                + node.id()
                                + " holds the fewest where one may be"));
    }

    private Optional<Node> target(PartitionEntry entry) {
        Set<String> zones = new TreeSet<>();
        entry.replicas().forEach(replica -> zones.add(overview.zone(replica.node())));
        zones.remove("");
        return targets.take(
                zone -> !zones.contains(zone),
                _ -> true,
                node -> overview.mayReceive(node.id(), entry));
    }
}
