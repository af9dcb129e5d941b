package io.kvasir.control.placement.balance;

import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.Moves;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.control.placement.plan.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Evens out what nodes have to do for the replicas that they hold: a busy one moves from a node
/// that is far above the mean to one of the idlest, in exchange for an idler one where disks would
/// not stay even otherwise. What is even by `ReplicaBalance` is so after it, and no leader changes:
/// only followers move.
public final class ReplicaLoadBalance {
    /// What the search may cost a plan: nodes that have too much to do, replicas of each, and nodes
    /// of each zone that these are offered to.
    private static final int NODES_TRIED_MAX = 32;

    private static final int GIVEN_TRIED_MAX = 16;
    private static final int TRIED_OF_ZONE_MAX = 3;

    private final Overview overview;
    private final Holdings holdings;
    private final Moves moves;
    private final ElasticLimits limits;
    private final Plan.Draft draft;

    private ReplicaLoadBalance(
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
    }

    public static void plan(
            Overview overview,
            Holdings holdings,
            Moves moves,
            ElasticLimits limits,
            Plan.Draft draft) {
        new ReplicaLoadBalance(overview, holdings, moves, limits, draft).exchange();
    }

    private void exchange() {
        List<Holding> tooMuch =
                holdings.all().stream()
                        .filter(each -> each.heat > holdings.mostHeat() && !each.isHeatRising)
                        .sorted(Holding.IDLEST_FIRST.reversed())
                        .limit(NODES_TRIED_MAX)
                        .toList();
        if (tooMuch.isEmpty()) {
            return;
        }
        List<Holding> idlest = idlest();
        for (Holding from : tooMuch) {
            if (draft.left() < 2 || !moves.isAllowed(2)) {
                return;
            }
            best(from, idlest)
                    .ifPresent(exchange -> {
                        order(from, exchange);
                        idlest.remove(exchange.to());
                    });
        }
    }

    /// Of each zone some.
    private List<Holding> idlest() {
        Map<String, Integer> tried = new HashMap<>();
        List<Holding> found = new ArrayList<>();
        for (Holding each : holdings.all().stream().sorted(Holding.IDLEST_FIRST).toList()) {
            if (!each.isHeatRising
                    && each.room > 0
                    && moves.mayReceive(each.node.id())
                    && tried.merge(each.node.zone(), 1, Integer::sum) <= TRIED_OF_ZONE_MAX) {
                found.add(each);
            }
        }
        return found;
    }

    private Optional<Exchange<Holding>> best(Holding from, List<Holding> idlest) {
        List<Seen> busiest =
                holdings.movable(from).stream()
                        .filter(seen -> mayLeave(seen, from))
                        .sorted(
                                Comparator.comparingDouble((Seen seen) -> -limits.replicaHeat(seen))
                                        .thenComparing(Seen::id))
                        .limit(GIVEN_TRIED_MAX)
                        .toList();
        @Nullable Exchange<Holding> best = null;
        for (Holding to : idlest) {
            for (Seen given : busiest) {
                if (mayMove(given, from, to)) {
                    best = better(best, from, to, given);
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private boolean mayLeave(Seen seen, Holding from) {
        return !moves.isMoving(seen.entry())
                && !seen.entry().preferredLeader().equals(Optional.of(from.node.id()));
    }

    private boolean mayMove(Seen seen, Holding from, Holding to) {
        return overview.mayBalanceTo(to.node.id(), seen.entry())
                && overview.keepsZones(seen.entry(), from.node.id(), to.node.zone());
    }

    private @Nullable Exchange<Holding> better(
            @Nullable Exchange<Holding> known, Holding from, Holding to, Seen given) {
        double heat = limits.replicaHeat(given);
        double alone = gain(heat, from, to);
        @Nullable Exchange<Holding> best = known;
        if (Exchange.isBetter(alone, best) && keepsEven(from, to, Holdings.weight(given))) {
            best = new Exchange<>(to, given, null, alone);
        }
        if (from.room == 0 || !moves.mayReceive(from.node.id())) {
            return best;
        }
        List<Seen> theirs = holdings.movable(to);
        draft.examined(theirs.size());
        for (Seen returned : theirs) {
            double gain = gain(heat - limits.replicaHeat(returned), from, to);
            if (Exchange.isBetter(gain, best)
                    && mayLeave(returned, to)
                    && mayMove(returned, to, from)
                    && keepsEven(from, to, Holdings.weight(given) - Holdings.weight(returned))) {
                best = new Exchange<>(to, given, returned, gain);
            }
        }
        return best;
    }

    /// Data is not moved to where it would soon have to leave again.
    private double gain(double moved, Holding from, Holding to) {
        return to.heat + moved <= holdings.mostHeat()
                ? Exchange.gain(moved, from.heat - to.heat)
                : 0;
    }

    /// Neither holds too much after so many bytes went over, unless it did before and has no more.
    private boolean keepsEven(Holding from, Holding to, long bytes) {
        return isEven(from.bytes, -bytes) && isEven(to.bytes, bytes);
    }

    private boolean isEven(long held, long more) {
        return more <= 0 || held + more <= holdings.mostBytes();
    }

    private void order(Holding from, Exchange<Holding> exchange) {
        Holding to = exchange.to();
        String reason =
                String.format(
                        Locale.ROOT,
                        "for its replicas node %s has %.1f times as much to do as a partition is"
                                + " divided for, node %s %.1f times",
                        from.node.id(),
                        from.heat,
                        to.node.id(),
                        to.heat);
        move(exchange.given(), from, to, reason);
        if (exchange.returned() != null) {
            move(exchange.returned(), to, from, reason);
        }
    }

    private void move(Seen seen, Holding from, Holding to, String reason) {
        draft.add(
                new Action(
                        Moves.balancing(overview, seen.entry(), from.node.id(), to.node), reason));
        moves.add(seen.entry(), to.node.id());
        from.give(Holdings.weight(seen), limits.replicaHeat(seen), to);
    }
}
