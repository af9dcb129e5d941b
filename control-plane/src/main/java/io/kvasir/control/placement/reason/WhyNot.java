package io.kvasir.control.placement.reason;

import io.kvasir.control.health.NodeHealth;
import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.placement.division.PartitionDivision;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.Moves;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.placement.plan.Rejection;
import io.kvasir.control.placement.plan.Targets;
import io.kvasir.control.placement.repair.ReplicaRepair;
import io.kvasir.control.placement.repair.ZoneSpread;
import io.kvasir.control.state.Departure;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.partition.ReplicaId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;

/// What a plan keeps of its reasons is bounded; of one partition all can be told.
public final class WhyNot {
    private static final double SURPLUS_PERCENT = 5;

    private final ClusterSnapshot snapshot;
    private final PlacementLimits limits;
    private final Overview overview;
    private final Seen seen;
    private final SequencedSet<String> reasons = new LinkedHashSet<>();

    private WhyNot(ClusterSnapshot snapshot, PlacementLimits limits, PartitionEntry entry) {
        this.snapshot = snapshot;
        this.limits = limits;
        this.overview = Overview.of(snapshot, entry);
        this.seen = overview.partitions().getFirst();
    }

    /// What the plan left of it.
    public static List<String> of(Plan plan, PartitionEntry entry) {
        String subject = entry.id().toString();
        return plan.rejections().stream()
                .filter(each -> each.subject().equals(subject))
                .map(WhyNot::text)
                .toList();
    }

    /// All that can be said, beginning with what the last plan left of it.
    public static List<String> of(
            ClusterSnapshot snapshot, PlacementLimits limits, Plan last, PartitionEntry entry) {
        WhyNot why = new WhyNot(snapshot, limits, entry);
        why.reasons.addAll(of(last, entry));
        why.replicas();
        why.zones();
        why.division();
        why.leader();
        why.balance();
        return new ArrayList<>(why.reasons);
    }

    private static String text(Rejection rejection) {
        return rejection.candidate() + ": " + rejection.reason();
    }

    private void replicas() {
        Plan.Draft draft = new Plan.Draft(1);
        ReplicaRepair.plan(overview, limits, new Targets(overview, draft), draft);
        tell("repair", draft.finish());
        if (seen.isSettled()) {
            reasons.add(
                    "repair: all "
                            + seen.entry().replicas().size()
                            + " replicas are there and follow");
            return;
        }
        for (ReplicaId replica : seen.entry().replicas()) {
            if (overview.health(replica.node()) != NodeHealth.ALIVE) {
                reasons.add("repair: node " + replica.node() + " does not report");
            } else if (seen.group() != null && !seen.group().isFollowedBy(replica)) {
                reasons.add("repair: " + replica.node() + " receives its copy or catches up");
            }
        }
    }

    private void zones() {
        Plan.Draft draft = new Plan.Draft(1);
        Moves moves = Moves.of(overview, limits.elastic().movesMax());
        ZoneSpread.plan(overview, moves, new Targets(overview, draft), draft);
        tell("zones", draft.finish());
    }

    private void division() {
        Optional<String> change = snapshot.state().rangeChange(seen.id());
        if (change.isPresent()) {
            reasons.add("split: " + change.get());
            return;
        }
        Plan.Draft draft = new Plan.Draft(1);
        PartitionDivision.plan(overview, limits.elastic(), draft);
        Plan plan = draft.finish();
        if (!limits.elastic().automaticSplit()) {
            reasons.add("split: only operators order it, since automatic-split is off");
        }
        tell("split", plan);
        if (plan.actions().isEmpty() && plan.rejections().isEmpty() && seen.leader() != null) {
            reasons.add(figures(seen.leader(), limits.elastic()));
        }
    }

    private static String figures(ReplicaReport leader, ElasticLimits limits) {
        return String.format(
                Locale.ROOT,
                "split: it holds %,d of %,d bytes, takes %.0f of %.0f read and %.0f of %.0f write"
                        + " units a second",
                leader.storedBytes(),
                limits.splitBytes(),
                leader.load().readUnits(),
                limits.splitReadUnits(),
                leader.load().writeUnits(),
                limits.splitWriteUnits());
    }

    private void leader() {
        if (seen.group() == null) {
            reasons.add("leader: none that lives has reported the group");
        } else if (seen.entry().preferredLeader().equals(Optional.of(seen.group().leader()))) {
            reasons.add("leader: node " + seen.group().leader() + " leads, as wanted");
        } else {
            seen.entry()
                    .preferredLeader()
                    .ifPresent(
                            wanted -> reasons.add("leader: node " + wanted + " is to take over"));
        }
        if (seen.leader() != null) {
            reasons.add(
                    String.format(
                            Locale.ROOT,
                            "load: its leader has %.2f times as much to do as a partition is"
                                    + " divided for%s",
                            limits.elastic().heat(seen),
                            seen.isLoadRising() ? ", and has not measured all of it yet" : ""));
        }
    }

    private void balance() {
        if (!limits.elastic().automaticBalance()) {
            reasons.add(
                    "move: replicas move only for repairs, drains and operators, since"
                            + " automatic-balance is off");
            return;
        }
        long sum = 0;
        long fullest = 0;
        int count = 0;
        for (Node node : overview.placeableNodes()) {
            long held = snapshot.observed().report(node.id()).map(WhyNot::held).orElse(0L);
            sum += held;
            count++;
            if (seen.entry().isOn(node.id())) {
                fullest = Math.max(fullest, held);
            }
        }
        reasons.add(
                String.format(
                        Locale.ROOT,
                        "move: the fullest of its nodes holds %,d bytes, the mean is %,d; from"
                                + " %.0f%% above it a node gives away what brings it nearest",
                        fullest,
                        count == 0 ? 0 : sum / count,
                        SURPLUS_PERCENT));
        for (Departure departure : seen.entry().departures()) {
            if (departure.isRecent(snapshot.now())) {
                reasons.add(
                        "move: balance took it from node "
                                + departure.node()
                                + " at "
                                + departure.at()
                                + " and brings it back after "
                                + Departure.KEPT.toMinutes()
                                + " minutes at the earliest");
            }
        }
    }

    private static long held(NodeReport report) {
        return report.replicas().stream().mapToLong(ReplicaReport::storedBytes).sum();
    }

    private void tell(String part, Plan plan) {
        plan.actions().forEach(each -> reasons.add(part + ": is due, " + each.reason()));
        plan.rejections().forEach(each -> reasons.add(text(each)));
    }
}
