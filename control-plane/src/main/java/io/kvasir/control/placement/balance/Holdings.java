package io.kvasir.control.placement.balance;

import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.ReplicaId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What each node that may hold replicas should hold: moves in flight count as done.
public final class Holdings {
    /// An empty partition weighs too: each costs its node threads and memory.
    public static final long PARTITION_BYTES = 16L << 20;

    /// Above the mean by this, a node holds too much.
    private static final double SURPLUS = 1.05;

    private final Overview overview;
    private final SequencedMap<NodeId, Holding> byNode = new LinkedHashMap<>();
    private final double meanBytes;
    private final double mostHeat;

    private Holdings(Overview overview, ElasticLimits limits) {
        this.overview = overview;
        for (Node node : overview.placeableNodes()) {
            byNode.put(node.id(), new Holding(node, overview.room(node.id())));
        }
        for (Seen seen : overview.partitions()) {
            add(seen, weight(seen), limits.replicaHeat(seen));
        }
        meanBytes = mean(each -> each.bytes);
        mostHeat = Exchange.most(mean(each -> each.heat));
    }

    public static Holdings of(Overview overview, ElasticLimits limits) {
        return new Holdings(overview, limits);
    }

    private void add(Seen seen, long bytes, double heat) {
        for (ReplicaId replica : seen.entry().replicas()) {
            @Nullable Holding on = byNode.get(replica.node());
            if (on != null) {
                on.bytes += bytes;
                on.heat += heat;
                on.isHeatRising |= seen.isLoadRising();
            }
        }
    }

    static long weight(Seen seen) {
        return seen.storedBytes() + PARTITION_BYTES;
    }

    /// By the nodes' ids.
    Collection<Holding> all() {
        return Collections.unmodifiableCollection(byNode.values());
    }

    private double mean(ToDoubleFunction<Holding> figure) {
        return byNode.values().stream().mapToDouble(figure).average().orElse(0);
    }

    /// Null where the node may hold nothing.
    @Nullable Holding of(NodeId node) {
        return byNode.get(node);
    }

    /// Over all nodes; 0 where there is none.
    double meanBytes() {
        return meanBytes;
    }

    /// What a node may hold before it gives some away.
    double mostBytes() {
        return meanBytes * SURPLUS;
    }

    /// What a node's replicas may have to do before it gives some away.
    double mostHeat() {
        return mostHeat;
    }

    /// What may be moved away from the node.
    List<Seen> movable(Holding from) {
        @Nullable List<Seen> known = from.movable;
        if (known == null) {
            known = overview.partitionsOn(from.node.id());
            known.removeIf(seen ->
                    !seen.isSettled()
                            || overview.snapshot().state().rangeChange(seen.id()).isPresent());
            from.movable = known;
        }
        return known;
    }
}
