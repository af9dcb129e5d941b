package io.kvasir.control.placement.balance;

import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.Moves;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.model.cluster.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A node that leads too many partitions, and has nobody to hand one on to, gives its replica
/// along: the smallest of those that it leads goes to the node that leads the fewest. It is so
/// where small partitions were left together when the large ones moved to new nodes.
public final class LeaderRelocation {
    /// Nodes that a partition is offered to.
    private static final int TRIED_MAX = 8;

    private final Overview overview;
    private final Holdings holdings;
    private final Moves moves;
    private final ElasticLimits limits;
    private final Plan.Draft draft;
    private final LeaderCounts counts;

    private LeaderRelocation(
            Overview overview,
            Holdings holdings,
            Moves moves,
            ElasticLimits limits,
            Plan.Draft draft) {
        this.overview = overview;
        this.holdings = holdings;
        this.moves = moves;
        this.limits = limits;
        this.draft = draft;
        this.counts = new LeaderCounts(overview);
    }

    public static void plan(
            Overview overview,
            Holdings holdings,
            Moves moves,
            ElasticLimits limits,
            Plan.Draft draft) {
        new LeaderRelocation(overview, holdings, moves, limits, draft).relocate();
    }

    private void relocate() {
        for (NodeId from : counts.tooMany()) {
            if (draft.isFull() || !moves.isAllowed()) {
                return;
            }
            @Nullable Holding holding = holdings.of(from);
            if (holding != null) {
                relocateFrom(holding);
            }
        }
    }

    private void relocateFrom(Holding from) {
        List<Seen> smallest =
                holdings.movable(from).stream()
                        .filter(seen -> !moves.isMoving(seen.entry()))
                        .filter(seen ->
                                seen.entry().preferredLeader().equals(Optional.of(from.node.id())))
                        .sorted(Comparator.comparingLong(Holdings::weight).thenComparing(Seen::id))
                        .toList();
        if (smallest.isEmpty()) {
            return;
        }
        for (Holding to : fewestLeaders(from, Holdings.weight(smallest.getFirst()))) {
            draft.examined(smallest.size());
            @Nullable Seen given = firstThatFits(smallest, from, to);
            if (given != null) {
                move(given, from, to);
                return;
            }
        }
    }

    /// Of the nodes that have so much left to hold.
    private List<Holding> fewestLeaders(Holding from, long weight) {
        int fewEnough = counts.of(from.node.id()) - 2;
        return holdings.all().stream()
                .filter(to -> counts.of(to.node.id()) <= fewEnough)
                .filter(to -> to.bytes + weight <= holdings.mostBytes())
                .filter(to -> to.room > 0 && moves.mayReceive(to.node.id()))
                .sorted(
                        Comparator.comparingInt((Holding to) -> counts.of(to.node.id()))
                                .thenComparing(Holding.EMPTIEST_FIRST))
                .limit(TRIED_MAX)
                .toList();
    }

    private @Nullable Seen firstThatFits(List<Seen> smallest, Holding from, Holding to) {
        for (Seen seen : smallest) {
            if (to.bytes + Holdings.weight(seen) > holdings.mostBytes()) {
                return null;
            }
            if (to.heat + limits.replicaHeat(seen) <= holdings.mostHeat()
                    && overview.mayBalanceTo(to.node.id(), seen.entry())
                    && overview.keepsZones(seen.entry(), from.node.id(), to.node.zone())) {
                return seen;
            }
        }
        return null;
    }

    private void move(Seen seen, Holding from, Holding to) {
        NodeId giver = from.node.id();
        NodeId receiver = to.node.id();
        draft.add(
                new Action(
                        Moves.balancing(overview, seen.entry(), giver, to.node),
                        "node "
                                + giver
                                + " should lead "
                                + counts.of(giver)
                                + " partitions and shares none with a node that leads fewer, node "
                                + receiver
                                + " "
                                + counts.of(receiver)));
        moves.add(seen.entry(), receiver);
        counts.move(giver, receiver);
        from.give(Holdings.weight(seen), limits.replicaHeat(seen), to);
    }
}
