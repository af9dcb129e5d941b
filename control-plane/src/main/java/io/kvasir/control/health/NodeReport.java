package io.kvasir.control.health;

import io.kvasir.model.cluster.Node;
import io.kvasir.model.partition.PartitionId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// One heartbeat.
///
/// @param atNanos when it came, by the leader's own monotonic clock
public record NodeReport(
        Node node, long atNanos, NavigableMap<PartitionId, ReplicaReport> byPartition) {
    public static NodeReport of(Node node, long atNanos, List<ReplicaReport> replicas) {
        TreeMap<PartitionId, ReplicaReport> byPartition = new TreeMap<>();
        replicas.forEach(replica -> byPartition.put(replica.partition(), replica));
        return new NodeReport(node, atNanos, Collections.unmodifiableNavigableMap(byPartition));
    }

    public Collection<ReplicaReport> replicas() {
        return byPartition.values();
    }
}
