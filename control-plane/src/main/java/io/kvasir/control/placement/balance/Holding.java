package io.kvasir.control.placement.balance;

import io.kvasir.control.placement.plan.Overview.Seen;
import io.kvasir.model.cluster.Node;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node should hold, as a plan adds to it and takes from it.
final class Holding {
    static final Comparator<Holding> EMPTIEST_FIRST =
            Comparator.comparingLong((Holding each) -> each.bytes)
                    .thenComparing(each -> each.node.id());

    static final Comparator<Holding> IDLEST_FIRST =
            Comparator.comparingDouble((Holding each) -> each.heat)
                    .thenComparing(each -> each.node.id());

    final Node node;
    long bytes;

    /// What its replicas have to do; see `ElasticLimits.replicaHeat`.
    double heat;

    /// Whether that has not been measured in full of one of them yet.
    boolean isHeatRising;

    /// For how many more replicas there is memory.
    int room;

    /// What may be moved away, once that was asked.
    @Nullable List<Seen> movable;

    Holding(Node node, int room) {
        this.node = node;
        this.room = room;
    }

    void give(long weight, double load, Holding to) {
        bytes -= weight;
        heat -= load;
        to.bytes += weight;
        to.heat += load;
        to.room--;
    }
}
