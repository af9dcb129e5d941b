package io.kvasir.routing.execute;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Replicas that said a moment ago that they lag: eventual reads leave them out for that long.
final class Laggards {
    private static final long AVOID_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int REPLICAS_MAX = 4096;

    private record Replica(PartitionId partition, NodeId node) {}

    private final ConcurrentHashMap<Replica, Long> until = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    Laggards(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(PartitionId partition, NodeId node) {
        if (until.size() >= REPLICAS_MAX) {
            until.clear();
        }
        until.put(new Replica(partition, node), nanoTime.getAsLong() + AVOID_NANOS);
    }

    boolean contains(PartitionId partition, NodeId node) {
        if (until.isEmpty()) {
            return false;
        }
        Replica replica = new Replica(partition, node);
        @Nullable Long end = until.get(replica);
        if (end != null && end - nanoTime.getAsLong() <= 0) {
            until.remove(replica, end);
            return false;
        }
        return end != null;
    }
}
