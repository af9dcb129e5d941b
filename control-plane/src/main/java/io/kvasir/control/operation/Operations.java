package io.kvasir.control.operation;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.health.NodeHealth;
import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.operation.Operation.Kind;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.state.MergeEntry;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.SplitEntry;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Reads off a snapshot what is under way.
public final class Operations {
    /// A child without a leader is looked for so long.
    private static final Duration CHILD_WATCHED = Duration.ofMinutes(5);

    private final ClusterSnapshot snapshot;
    private final Instant now;
    private final List<Operation> found = new ArrayList<>();

    private Operations(ClusterSnapshot snapshot, Instant now) {
        this.snapshot = snapshot;
        this.now = now;
    }

    public static List<Operation> of(ClusterSnapshot snapshot, Instant now) {
        Operations operations = new Operations(snapshot, now);
        snapshot.state().splits().values().forEach(operations::split);
        snapshot.state()
                .merges()
                .values()
                .forEach(merge -> operations.found.add(of(snapshot, merge)));
        snapshot.state().partitions().values().forEach(operations::partition);
        snapshot.state().draining().forEach(operations::drain);
        return operations.found;
    }

    /// A split as it stands from its order to the day that the child serves.
    public static Operation of(ClusterSnapshot snapshot, SplitEntry split) {
        return new Operation(
                Kind.SPLIT,
                split.parent().toString(),
                split.child() + " takes over a part of its keys",
                step(snapshot, split),
                split.orderedAt(),
                Optional.empty(),
                0,
                0);
    }

    /// A merge from its order to its end.
    public static Operation of(ClusterSnapshot snapshot, MergeEntry merge) {
        return MergeProgress.operation(snapshot, merge);
    }

    private void split(SplitEntry split) {
        found.add(of(snapshot, split));
    }

    private static String step(ClusterSnapshot snapshot, SplitEntry split) {
        Optional<GroupReport> group = snapshot.group(split.parent());
        Optional<PartitionEntry> entry = snapshot.state().partition(split.parent());
        if (group.isEmpty() || entry.isEmpty()) {
            return "waits for a leader of " + split.parent();
        }
        if (group.get().epoch().compareTo(split.epoch()) > 0) {
            return "is divided; the map is to follow";
        }
        if (!isSame(group.get().members(), entry.get().replicas())) {
            return "waits for the change of its replicas";
        }
        TreeSet<ReplicaId> behind = new TreeSet<>(entry.get().replicas());
        behind.removeAll(group.get().caughtUp());
        return behind.isEmpty()
                ? "node " + group.get().leader() + " is to divide it"
                : "waits for " + behind + " to catch up";
    }

    private void partition(PartitionEntry entry) {
        Optional<GroupReport> group = snapshot.group(entry.id());
        if (group.isEmpty()) {
            child(entry);
            return;
        }
        if (!entry.isForming() && !isSame(group.get().members(), entry.replicas())) {
            found.add(membership(entry, group.get()));
        }
        Optional<NodeId> preferred = entry.preferredLeader();
        if (preferred.isPresent() && !preferred.get().equals(group.get().leader())) {
            found.add(
                    new Operation(
                            Kind.LEADER,
                            entry.id().toString(),
                            "node " + preferred.get() + " leads",
                            "node " + group.get().leader() + " is to hand it over",
                            now,
                            Optional.empty(),
                            0,
                            0));
        }
    }

    private void child(PartitionEntry entry) {
        boolean young =
                entry.origin().isPresent()
                        && entry.rangeSince().plus(CHILD_WATCHED).isAfter(now)
                        && snapshot.observed().group(entry.id()).isEmpty();
        if (young) {
            found.add(
                    new Operation(
                            Kind.SPLIT,
                            entry.origin().get().parent().toString(),
                            entry.id() + " takes over a part of its keys",
                            entry.id() + " has yet to elect a leader",
                            entry.rangeSince(),
                            Optional.empty(),
                            0,
                            0));
        }
    }

    private Operation membership(PartitionEntry entry, GroupReport group) {
        TreeSet<ReplicaId> missing = new TreeSet<>(entry.replicas());
        missing.removeAll(group.members());
        TreeSet<ReplicaId> surplus = new TreeSet<>(group.members());
        surplus.removeAll(entry.replicas());
        boolean lost = surplus.stream().anyMatch(this::isGone) || surplus.isEmpty();
        ReplicaLoad load = missing.isEmpty() ? ReplicaLoad.NONE : load(entry, missing.first());
        return new Operation(
                lost ? Kind.REPAIR : Kind.MOVE,
                entry.id().toString(),
                "replicas on " + entry.replicas().stream().map(ReplicaId::node).toList(),
                missing.isEmpty()
                        ? surplus.first().node() + " is to leave"
                        : missing.first().node() + " receives its copy",
                now,
                Optional.empty(),
                load.copiedBytes(),
                load.copiedBytes() == 0
                        ? 0
                        : Math.max(load.copiedBytes(), snapshot.storedBytes(entry.id())));
    }

    private boolean isGone(ReplicaId replica) {
        return snapshot.isLost(replica)
                || snapshot.state().node(replica.node()).isEmpty()
                || snapshot.health(replica.node()) == NodeHealth.DEAD;
    }

    private ReplicaLoad load(PartitionEntry entry, ReplicaId replica) {
        return snapshot.observed()
                .replica(replica.node(), entry.id())
                .map(ReplicaReport::load)
                .orElse(ReplicaLoad.NONE);
    }

    private void drain(NodeId node) {
        int left = snapshot.state().replicasOn(node);
        long held =
                snapshot.observed()
                        .report(node)
                        .map(report -> (long) report.replicas().size())
                        .orElse(0L);
        if (left > 0 || held > 0) {
            found.add(
                    new Operation(
                            Kind.DRAIN,
                            node.toString(),
                            "holds nothing",
                            held + " replicas are there, " + left + " have yet to be planned away",
                            now,
                            Optional.empty(),
                            0,
                            0));
        }
    }

    static boolean isSame(List<ReplicaId> some, List<ReplicaId> others) {
        return some.size() == others.size() && some.containsAll(others);
    }
}
