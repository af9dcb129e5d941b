package io.kvasir.control.health;

import io.kvasir.model.cluster.Node;
import io.kvasir.model.partition.PartitionId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/// One heartbeat.
///
/// @param atNanos when it came, by the leader's own monotonic clock
/// @param diskBytes,diskFreeBytes of the disk that holds its data; 0: not known
/// @param room how many more replicas it has memory for; empty: not known
public record NodeReport(
        Node node,
        long atNanos,
        NavigableMap<PartitionId, ReplicaReport> byPartition,
        long diskBytes,
        long diskFreeBytes,
        OptionalInt room) {
    public static NodeReport of(
            Node node,
            long atNanos,
            List<ReplicaReport> replicas,
            long diskBytes,
            long diskFreeBytes,
            OptionalInt room) {
        TreeMap<PartitionId, ReplicaReport> byPartition = new TreeMap<>();
        replicas.forEach(replica -> byPartition.put(replica.partition(), replica));
        return new NodeReport(
                node,
                atNanos,
                Collections.unmodifiableNavigableMap(byPartition),
                diskBytes,
                diskFreeBytes,
                room);
    }

    public Collection<ReplicaReport> replicas() {
        return byPartition.values();
    }
}
