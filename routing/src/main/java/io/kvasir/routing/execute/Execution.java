package io.kvasir.routing.execute;

import io.grpc.Deadline;
import io.kvasir.proto.internal.v1.ListLocksResponse;
import io.kvasir.routing.events.RoutingEvents;
import io.kvasir.routing.map.MapCache;
import io.kvasir.routing.node.StorageNodes;
import io.kvasir.routing.retry.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs requests against partitions. What its runs share, and their entry.
public final class Execution {
    /// A partition's part of a batch with more bytes than this is sent in several requests.
    static final long GROUP_BYTES_MAX = 4L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private final PartitionCalls calls;
    private final Backoff backoff;
    private final AttemptTimeouts timeouts;
    private final ScheduledExecutorService timer;
    private final RoutingEvents events;
    private final RandomGenerator dice;

    /// @param zone the caller's own; empty: all nodes are as near
    public Execution(
            MapCache cache,
            StorageNodes nodes,
            String zone,
            Backoff backoff,
            AttemptTimeouts timeouts,
            ScheduledExecutorService timer,
            RoutingEvents events,
            LongSupplier nanoTime,
            RandomGenerator dice) {
        this.calls = new PartitionCalls(cache, nodes, zone, events, nanoTime, timer, dice);
        this.backoff = backoff;
        this.timeouts = timeouts;
        this.timer = timer;
        this.events = events;
        this.dice = dice;
    }

    /// Each write ends by itself; outcomes come in the order of the writes.
    public CompletableFuture<List<WriteOutcome>> write(List<KeyWrite> writes, Deadline deadline) {
        return new WriteRun(this, writes, deadline).run();
    }

    /// Each key is read by itself; outcomes come in the order of the reads.
    public CompletableFuture<List<ReadOutcome>> read(List<KeyRead> reads, Deadline deadline) {
        return new ReadRun(this, reads, deadline).run();
    }

    /// Ends with a page or a `RequestFailedException`.
    public CompletableFuture<RangePage> read(RangeScan scan, Deadline deadline) {
        return new RangeRun(this, scan, deadline).run();
    }

    /// What asks about locks that strong reads meet; until it is set such reads fail.
    public void settleLocksWith(LockSettler settler) {
        calls.settleWith(settler);
    }

    /// Locks and unfinished records of transactions at all nodes that answer.
    public CompletableFuture<List<ListLocksResponse>> locksOlderThan(
            Duration age, Deadline deadline) {
        return calls.locksOlderThan(age, deadline);
    }

    PartitionCalls calls() {
        return calls;
    }

    MapCache cache() {
        return calls.cache();
    }

    Pacing pacing() {
        return new Pacing(backoff, dice);
    }

    AttemptTimeouts timeouts() {
        return timeouts;
    }

    /// Runs `next` after a pause.
    ///
    /// @return false where the core is closing, and it does not run
    boolean after(long pauseNanos, Runnable next) {
        try {
            var unused = timer.schedule(next, pauseNanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException closing) {
            return false;
        }
    }

    RoutingEvents events() {
        return events;
    }

    void report(Throwable bug) {
        LOG.error("A request met a fault of the routing core", bug);
    }
}
