package io.kvasir.control.placement.balance;

import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.Moves;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.control.placement.plan.Plan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Evens out what nodes hold: a replica moves from the fullest to the emptiest, where the two come
/// nearer by it. The sum of the squares falls with each move, so it comes to rest; and near the
/// mean nothing moves at all, so that drifting sizes do not keep it busy.
///
/// A node that can give nothing away is not asked again in the same plan: what others do only
/// narrows the gaps. So a plan's cost is that of its moves, and of one look at each node that is
/// too full.
public final class ReplicaBalance {
    /// A move fills at most so much of the gap between two nodes.
    private static final double GAP_SHARE_MAX = 0.75;

    /// Of each zone so many of the emptiest nodes are tried: if it is not the first then because it
    /// holds the partitions that would fit already.
    private static final int TRIED_OF_ZONE_MAX = 3;

    private final Overview overview;
    private final Holdings holdings;
    private final Moves moves;
    private final Plan.Draft draft;
    private final ElasticLimits limits;
    private final TreeSet<Holding> givers = new TreeSet<>(Holding.EMPTIEST_FIRST);
    private final TreeMap<String, TreeSet<Holding>> takersByZone = new TreeMap<>();

    private ReplicaBalance(
            Overview overview,
            Holdings holdings,
            Moves moves,
            ElasticLimits limits,
            Plan.Draft draft) {
        this.overview = overview;
        this.holdings = holdings;
        this.moves = moves;
        this.draft = draft;
        this.limits = limits;
    }

    public static void plan(
            Overview overview,
            Holdings holdings,
            Moves moves,
            ElasticLimits limits,
            Plan.Draft draft) {
        ReplicaBalance balance = new ReplicaBalance(overview, holdings, moves, limits, draft);
        holdings.all().forEach(balance::sort);
        balance.giveAway();
    }

    private void sort(Holding each) {
        if (each.bytes > holdings.mostBytes()) {
            givers.add(each);
        } else if (each.bytes < holdings.meanBytes() && each.room > 0) {
            takers(each.node.zone()).add(each);
        }
    }

    private Set<Holding> takers(String zone) {
        return takersByZone.computeIfAbsent(zone, _ -> new TreeSet<>(Holding.EMPTIEST_FIRST));
    }

    private void giveAway() {
        while (moves.isAllowed() && !draft.isFull()) {
            @Nullable Holding from = givers.pollLast();
            if (from == null) {
                return;
            }
            if (moveFrom(from)) {
                sort(from);
            }
        }
    }

    private boolean moveFrom(Holding from) {
        for (Holding to : takers()) {
            @Nullable Seen best = nearestToHalf(from, to);
            if (best != null) {
                move(best, from, to);
                return true;
            }
        }
        return false;
    }

    /// The emptiest of all zones, emptiest first.
    private List<Holding> takers() {
        List<Holding> found = new ArrayList<>();
        for (TreeSet<Holding> zone : takersByZone.values()) {
            int tried = 0;
            for (Iterator<Holding> each = zone.iterator();
                    each.hasNext() && tried < TRIED_OF_ZONE_MAX; ) {
                Holding to = each.next();
                if (moves.mayReceive(to.node.id())) {
                    found.add(to);
                    tried++;
                } else {
                    each.remove();
                }
            }
        }
        found.sort(Holding.EMPTIEST_FIRST);
        return found;
    }

    /// What comes nearest to half of the gap, if it may move at all; and rather one that does not
    /// give the receiver too much to do.
    private @Nullable Seen nearestToHalf(Holding from, Holding to) {
        long gap = from.bytes - to.bytes;
        @Nullable Seen best = null;
        boolean bestFits = false;
        long bestDistance = Long.MAX_VALUE;
        List<Seen> movable = holdings.movable(from);
        draft.examined(movable.size());
        for (Seen seen : movable) {
            long distance = Math.abs(Holdings.weight(seen) - gap / 2);
            boolean fits = to.heat + limits.replicaHeat(seen) <= holdings.mostHeat();
            boolean isNearer = fits == bestFits ? distance < bestDistance : fits;
            if (isNearer
                    && Holdings.weight(seen) <= gap * GAP_SHARE_MAX
                    && overview.mayBalanceTo(to.node.id(), seen.entry())
                    && !moves.isMoving(seen.entry())
                    && overview.keepsZones(seen.entry(), from.node.id(), to.node.zone())) {
                best = seen;
                bestFits = fits;
                bestDistance = distance;
            }
        }
        return best;
    }

    private void move(Seen seen, Holding from, Holding to) {
        draft.add(
                new Action(
                        Moves.balancing(overview, seen.entry(), from.node.id(), to.node),
                        "node "
                                + from.node.id()
                                + " should hold "
                                + from.bytes
                                + " bytes, node "
                                + to.node.id()
                                + " only "
                                + to.bytes));
        moves.add(seen.entry(), to.node.id());
        takers(to.node.zone()).remove(to);
        from.give(Holdings.weight(seen), limits.replicaHeat(seen), to);
        sort(to);
    }
}
