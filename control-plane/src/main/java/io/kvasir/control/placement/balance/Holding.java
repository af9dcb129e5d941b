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

    final Node node;
    long bytes;

    /// For how many more replicas there is memory.
    int room;

    /// What may be moved away, once that was asked.
    @Nullable List<Seen> movable;

    Holding(Node node, int room) {
        this.node = node;
        this.room = room;
    }
}
