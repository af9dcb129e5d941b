package io.kvasir.control.placement.division;

import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.MergeEntry;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Neighbours that are small and cold become one again, so far below what is divided that they stay
/// so; never so many that fewer partitions are left than the cluster began with. Each node has one
/// merge at a time. A merge that does not come about in time is given up.
public final class PartitionMerging {
    /// A sealed partition answers nobody: it is not to wait for long.
    static final Duration TIME_MAX = Duration.ofMinutes(1);

    private final Overview overview;
    private final ClusterSnapshot snapshot;
    private final ElasticLimits limits;
    private final Plan.Draft draft;
    private final Set<NodeId> merging = new TreeSet<>();
    private int spare;

    private PartitionMerging(Overview overview, PlacementLimits limits, Plan.Draft draft) {
        this.overview = overview;
        this.snapshot = overview.snapshot();
        this.limits = limits.elastic();
        this.draft = draft;
        int nodes = snapshot.state().nodes().size();
        int fewest = Math.max(nodes, limits.initialPartitions());
        spare = snapshot.state().partitions().size() - snapshot.state().merges().size() - fewest;
    }

    /// Also gives up what operators have ordered; else only where nothing more urgent is planned.
    public static void plan(Overview overview, PlacementLimits limits, Plan.Draft draft) {
        PartitionMerging planned = new PartitionMerging(overview, limits, draft);
        boolean calm = !draft.hasActions();
        planned.giveUpLate();
        if (limits.elastic().merge().automatic() && calm) {
            planned.mergePairs();
        }
    }

    private void giveUpLate() {
        for (MergeEntry merge : snapshot.state().merges().values()) {
            note(merge.left());
            note(merge.right());
            boolean late = merge.orderedAt().plus(TIME_MAX).isBefore(snapshot.now());
            if (late && !merge.abandoned() && !draft.isFull()) {
                draft.add(
                        new Action(
                                new Command.AbandonMerge(merge.left(), merge.leftEpoch()),
                                merge.left()
                                        + " has not absorbed "
                                        + merge.right()
                                        + " within "
                                        + TIME_MAX.toSeconds()
                                        + " s"));
            }
        }
    }

    private void note(PartitionId partition) {
        snapshot.group(partition).ifPresent(group -> merging.add(group.leader()));
    }

    /// Few are small and cold in a large cluster: only those are put into the order of their keys.
    private void mergePairs() {
        if (spare <= 0) {
            return;
        }
        Instant oldEnough = snapshot.now().minus(limits.merge().after());
        List<Seen> small = new ArrayList<>();
        for (Seen seen : overview.partitions()) {
            if (mayMerge(seen, oldEnough)) {
                small.add(seen);
            }
        }
        small.sort(Comparator.comparing(seen -> seen.entry().range().start()));
        Seen before = null;
        for (Seen seen : small) {
            if (spare <= 0 || draft.isFull()) {
                return;
            }
            before = before != null && merge(before, seen) ? null : seen;
        }
    }

    private boolean mayMerge(Seen seen, Instant oldEnough) {
        PartitionEntry entry = seen.entry();
        return seen.leader() != null
                && !entry.isForming()
                && !entry.rangeSince().isAfter(oldEnough)
                && isSmallAndCold(seen.leader(), null)
                && snapshot.state().rangeChange(entry.id()).isEmpty();
    }

    /// @return whether the two are to become one
    private boolean merge(Seen before, Seen seen) {
        PartitionEntry left = before.entry();
        PartitionEntry right = seen.entry();
        ReplicaReport first = before.leader();
        ReplicaReport second = seen.leader();
        boolean neighbours = Objects.equals(right.range().start(), left.range().end());
        if (!neighbours || first == null || second == null || !isSmallAndCold(first, second)) {
            return false;
        }
        String obstacle = obstacle(left, right);
        if (obstacle != null) {
            draft.reject(left.id(), "merge with " + right.id(), obstacle);
            return false;
        }
        note(left.id());
        note(right.id());
        spare--;
        String reason =
                left.id()
                        + " and "
                        + right.id()
                        + " hold "
                        + (first.storedBytes() + second.storedBytes())
                        + " bytes together, and little is asked of them";
        draft.add(
                new Action(
                        new Command.MergePartitions(
                                left.id(),
                                right.id(),
                                limits.mergedBytesMax(),
                                reason,
                                snapshot.now()),
                        reason));
        return true;
    }

    /// @param right null: only the left one
    private boolean isSmallAndCold(ReplicaReport left, @Nullable ReplicaReport right) {
        ReplicaLoad first = left.load();
        ReplicaLoad second = right == null ? ReplicaLoad.NONE : right.load();
        long bytes = left.storedBytes() + (right == null ? 0 : right.storedBytes());
        return bytes <= limits.mergedBytesMax()
                && first.readUnits() + second.readUnits() <= limits.mergedReadUnitsMax()
                && first.writeUnits() + second.writeUnits() <= limits.mergedWriteUnitsMax();
    }

    /// Why they are not merged now; null where they are.
    private @Nullable String obstacle(PartitionEntry left, PartitionEntry right) {
        if (!snapshot.isSettled(left) || !snapshot.isSettled(right)) {
            return "replicas are being changed, or have not caught up";
        }
        for (PartitionEntry each : new PartitionEntry[] {left, right}) {
            NodeId leader = snapshot.group(each.id()).orElseThrow().leader();
            if (merging.contains(leader)) {
                return "node " + leader + " merges others";
            }
        }
        return null;
    }
}
