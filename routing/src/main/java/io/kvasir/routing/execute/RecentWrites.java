package io.kvasir.routing.execute;

import io.kvasir.model.partition.PartitionId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Partitions on which a write was acknowledged here a moment ago. Followers learn of it with the
/// leader's next message; until then an eventual read is best asked of the leader, so that clients
/// of one router see what they wrote without paying for a strong read.
final class RecentWrites {
    private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int PARTITIONS_MAX = 16_384;

    private final ConcurrentHashMap<PartitionId, Long> until = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    RecentWrites(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(PartitionId partition) {
        if (until.size() >= PARTITIONS_MAX) {
            until.clear();
        }
        until.put(partition, nanoTime.getAsLong() + RECENT_NANOS);
    }

    boolean contains(PartitionId partition) {
        @Nullable Long end = until.get(partition);
        if (end != null && end - nanoTime.getAsLong() <= 0) {
            until.remove(partition, end);
            return false;
        }
        return end != null;
    }
}
