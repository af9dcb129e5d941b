package io.kvasir.control.placement.division;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.SplitEntry;
import io.kvasir.model.cluster.NodeId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A partition that is too large or too busy is divided, where that helps. Each node divides one
/// partition at a time.
public final class PartitionDivision {
    private final Overview overview;
    private final ElasticLimits limits;
    private final Plan.Draft draft;
    private final Set<NodeId> dividing = new TreeSet<>();

    private PartitionDivision(Overview overview, ElasticLimits limits, Plan.Draft draft) {
        this.overview = overview;
        this.limits = limits;
        this.draft = draft;
    }

    public static void plan(Overview overview, ElasticLimits limits, Plan.Draft draft) {
        PartitionDivision division = new PartitionDivision(overview, limits, draft);
        for (SplitEntry split : overview.snapshot().state().splits().values()) {
            overview.snapshot()
                    .group(split.parent())
                    .ifPresent(group -> division.dividing.add(group.leader()));
        }
        for (Seen seen : overview.partitions()) {
            if (draft.isFull()) {
                return;
            }
            division.consider(seen);
        }
    }

    private void consider(Seen seen) {
        PartitionEntry entry = seen.entry();
        GroupReport group = seen.group();
        ReplicaReport leader = seen.leader();
        if (group == null
                || leader == null
                || entry.isForming()
                || overview.snapshot().state().rangeChange(entry.id()).isPresent()) {
            return;
        }
        Cause cause = cause(leader);
        if (cause == null) {
            return;
        }
        String obstacle = obstacle(seen, group, leader, cause);
        if (obstacle != null) {
            draft.reject(entry.id(), "split for its " + cause.what(), obstacle);
            return;
        }
        dividing.add(group.leader());
        draft.add(
                new Action(
                        new Command.SplitPartition(
                                entry.id(),
                                Optional.empty(),
                                cause.byLoad(),
                                cause.reason(),
                                overview.snapshot().now()),
                        cause.reason()));
    }

    private record Cause(boolean byLoad, String what, String reason) {}

    private @Nullable Cause cause(ReplicaReport leader) {
        ReplicaLoad load = leader.load();
        if (load.writeUnits() >= limits.splitWriteUnits()) {
            return load("write", load.writeUnits(), limits.splitWriteUnits());
        }
        if (load.readUnits() >= limits.splitReadUnits()) {
            return load("read", load.readUnits(), limits.splitReadUnits());
        }
        if (leader.storedBytes() >= limits.splitBytes()) {
            return new Cause(
                    false,
                    "size",
                    "it holds "
                            + leader.storedBytes()
                            + " bytes; partitions are divided at "
                            + limits.splitBytes());
        }
        return null;
    }

    private static Cause load(String kind, double units, double limit) {
        return new Cause(
                true,
                "load",
                String.format(
                        Locale.ROOT,
                        "it takes %.0f %s units a second; partitions are divided at %.0f",
                        units,
                        kind,
                        limit));
    }

    /// Why it is not divided now; null where it is.
    private @Nullable String obstacle(
            Seen seen, GroupReport group, ReplicaReport leader, Cause cause) {
        if (cause.byLoad() && !leader.load().notDivisible().isEmpty()) {
            return leader.load().notDivisible();
        }
        Instant settled = seen.entry().rangeSince().plus(limits.splitSettle());
        if (settled.isAfter(overview.snapshot().now())) {
            return "its range changed less than "
                    + limits.splitSettle().toSeconds()
                    + " s ago, and its figures are still of before";
        }
        if (dividing.contains(group.leader())) {
            return "node " + group.leader() + " divides another partition";
        }
        return seen.isSettled() ? null : "its replicas are being changed, or have not caught up";
    }
}
