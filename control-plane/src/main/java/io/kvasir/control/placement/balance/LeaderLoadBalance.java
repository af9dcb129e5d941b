package io.kvasir.control.placement.balance;

import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.Command;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.ReplicaId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Evens out what nodes have to do as leaders: a node that is far above the mean hands a busy
/// partition to one that has less to do and holds a caught-up replica, and gets an idler one from
/// it where else one would lead too many or too few. Nodes take part once their load is known: a
/// rate that a new leader measures still rises for some seconds.
public final class LeaderLoadBalance {
    /// What the search may cost a plan: nodes that have too much to do, and partitions of each.
    private static final int NODES_TRIED_MAX = 16;

    private static final int GIVEN_TRIED_MAX = 16;

    private final Overview overview;
    private final ElasticLimits limits;
    private final Plan.Draft draft;
    private final Map<NodeId, Leading> leading = new HashMap<>();
    private double most;
    private LeaderShare share = LeaderShare.of(0);

    /// What a node should lead.
    private static final class Leading {
        private final NodeId node;
        private int count;
        private double heat;
        private boolean takesPart = true;

        /// Busiest first, once that was asked.
        private @Nullable List<Seen> partitions;

        Leading(NodeId node) {
            this.node = node;
        }
    }

    private LeaderLoadBalance(Overview overview, ElasticLimits limits, Plan.Draft draft) {
        this.overview = overview;
        this.limits = limits;
        this.draft = draft;
    }

    public static void plan(Overview overview, ElasticLimits limits, Plan.Draft draft) {
        LeaderLoadBalance balance = new LeaderLoadBalance(overview, limits, draft);
        balance.weigh();
        balance.exchange();
    }

    private void weigh() {
        for (Node node : overview.placeableNodes()) {
            leading.put(node.id(), new Leading(node.id()));
        }
        for (Seen seen : overview.partitions()) {
            @Nullable Leading wanted =
                    seen.entry().preferredLeader().map(leading::get).orElse(null);
            if (wanted != null) {
                wanted.count++;
                wanted.heat += limits.heat(seen);
                wanted.takesPart &= !isLedByAnother(seen) && !seen.isLoadRising();
            }
        }
        most = Exchange.most(mean(each -> each.heat));
        share = LeaderShare.of(mean(each -> each.count));
    }

    private double mean(ToDoubleFunction<Leading> figure) {
        return leading.values().stream().mapToDouble(figure).average().orElse(0);
    }

    private static boolean isLedByAnother(Seen seen) {
        return seen.group() != null
                && !seen.entry().preferredLeader().equals(Optional.of(seen.group().leader()));
    }

    private void exchange() {
        List<Leading> tooMuch =
                leading.values().stream()
                        .filter(each -> each.heat > most)
                        .sorted(
                                Comparator.comparingDouble((Leading each) -> -each.heat)
                                        .thenComparing(each -> each.node))
                        .limit(NODES_TRIED_MAX)
                        .toList();
        for (Leading from : tooMuch) {
            if (draft.left() < 2) {
                return;
            }
            if (from.takesPart) {
                best(from).ifPresent(exchange -> order(from, exchange));
            }
        }
    }

    private Optional<Exchange<Leading>> best(Leading from) {
        @Nullable Exchange<Leading> best = null;
        for (Seen given : partitions(from).stream().limit(GIVEN_TRIED_MAX).toList()) {
            for (ReplicaId replica : given.entry().replicas()) {
                @Nullable Leading to = leading.get(replica.node());
                if (to != null && to != from && to.takesPart && given.mayLead(replica)) {
                    best = better(best, from, to, given);
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private @Nullable Exchange<Leading> better(
            @Nullable Exchange<Leading> known, Leading from, Leading to, Seen given) {
        double gap = from.heat - to.heat;
        double heat = limits.heat(given);
        double alone = Exchange.gain(heat, gap);
        @Nullable Exchange<Leading> best = known;
        if (share.mayGo(from.count, to.count) && Exchange.isBetter(alone, best)) {
            best = new Exchange<>(to, given, null, alone);
        }
        List<Seen> theirs = partitions(to);
        draft.examined(theirs.size());
        for (Seen returned : theirs) {
            double gain = Exchange.gain(heat - limits.heat(returned), gap);
            if (Exchange.isBetter(gain, best) && mayLeadOn(from.node, returned)) {
                best = new Exchange<>(to, given, returned, gain);
            }
        }
        return best;
    }

    private static boolean mayLeadOn(NodeId node, Seen seen) {
        return seen.entry().replicas().stream()
                .anyMatch(replica -> replica.node().equals(node) && seen.mayLead(replica));
    }

    private List<Seen> partitions(Leading on) {
        @Nullable List<Seen> known = on.partitions;
        if (known == null) {
            known = new ArrayList<>(overview.partitionsOn(on.node));
            known.removeIf(seen -> !seen.entry().preferredLeader().equals(Optional.of(on.node)));
            known.sort(
                    Comparator.comparingDouble((Seen seen) -> -limits.heat(seen))
                            .thenComparing(Seen::id));
            on.partitions = known;
        }
        return known;
    }

    private void order(Leading from, Exchange<Leading> exchange) {
        String reason =
                String.format(
                        Locale.ROOT,
                        "as a leader node %s has %.1f times as much to do as a partition is divided"
                                + " for, node %s %.1f times",
                        from.node,
                        from.heat,
                        exchange.to().node,
                        exchange.to().heat);
        prefer(exchange.given(), exchange.to().node, reason);
        if (exchange.returned() != null) {
            prefer(exchange.returned(), from.node, reason);
        }
        from.takesPart = false;
        exchange.to().takesPart = false;
    }

    private void prefer(Seen seen, NodeId node, String reason) {
        draft.add(new Action(new Command.PreferLeader(seen.id(), node), reason));
    }
}
