package io.kvasir.control.placement;

import io.kvasir.control.placement.balance.Holdings;
import io.kvasir.control.placement.balance.LeaderBalance;
import io.kvasir.control.placement.balance.LeaderLoadBalance;
import io.kvasir.control.placement.balance.LeaderRelocation;
import io.kvasir.control.placement.balance.ReplicaBalance;
import io.kvasir.control.placement.balance.ReplicaLoadBalance;
import io.kvasir.control.placement.division.PartitionDivision;
import io.kvasir.control.placement.division.PartitionMerging;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.Moves;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.placement.plan.Targets;
import io.kvasir.control.placement.repair.NodeEvacuation;
import io.kvasir.control.placement.repair.ReplicaRepair;
import io.kvasir.control.placement.repair.ZoneSpread;
import java.util.random.RandomGenerator;

/// One plan from one snapshot. The same snapshot and dice give the same plan.
public final class Planner {
    private Planner() {}

    public static Plan plan(
            ClusterSnapshot snapshot, PlacementLimits limits, RandomGenerator random) {
        Plan.Draft draft = new Plan.Draft(limits.actionsMax());
        Overview overview = Overview.of(snapshot);
        if (overview.partitions().isEmpty()) {
            InitialPlacement.plan(overview, limits, random, draft);
            return draft.finish();
        }
        Moves moves = Moves.of(overview, limits.elastic().movesMax());
        Targets targets = new Targets(overview, draft);
        ReplicaRepair.plan(overview, limits, targets, draft);
        NodeEvacuation.plan(overview, limits.elastic(), moves, targets, draft);
        // One thing after the other: each judges by the state that the one before leaves.
        if (!draft.hasActions()) {
            ZoneSpread.plan(overview, moves, targets, draft);
        }
        boolean balances = limits.elastic().automaticBalance();
        Holdings holdings = Holdings.of(overview, limits.elastic());
        if (!draft.hasActions() && balances) {
            ReplicaBalance.plan(overview, holdings, moves, limits.elastic(), draft);
        }
        if (!draft.hasActions() && balances) {
            ReplicaLoadBalance.plan(overview, holdings, moves, limits.elastic(), draft);
        }
        if (!draft.hasActions()) {
            LeaderBalance.plan(overview, draft);
        }
        if (!draft.hasActions() && balances) {
            LeaderRelocation.plan(overview, holdings, moves, limits.elastic(), draft);
        }
        if (!draft.hasActions() && balances) {
            LeaderLoadBalance.plan(overview, limits.elastic(), draft);
        }
        if (limits.elastic().automaticSplit()) {
            PartitionDivision.plan(overview, limits.elastic(), draft);
        }
        PartitionMerging.plan(overview, limits, draft);
        return draft.finish();
    }
}
