package io.kvasir.control.reconcile;

import io.kvasir.control.health.GroupReport;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.state.MergeEntry;
import io.kvasir.model.partition.Partition;
import java.util.Optional;

/// What the left one of two neighbours is told of their merge.
///
/// @param right the neighbour, with the leader as last seen, under the epoch it had at the order
public record MergeOrder(MergeEntry entry, Partition right) {
    static Optional<MergeOrder> of(ClusterSnapshot snapshot, MergeEntry entry) {
        return snapshot.state()
                .partition(entry.right())
                .map(right ->
                        new MergeOrder(
                                entry,
                                new Partition(
                                        right.id(),
                                        entry.rightEpoch(),
                                        right.range(),
                                        right.replicas(),
                                        snapshot.group(right.id()).map(GroupReport::leader))));
    }
}
