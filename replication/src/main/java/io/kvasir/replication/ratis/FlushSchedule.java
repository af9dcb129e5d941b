package io.kvasir.replication.ratis;

import io.kvasir.replication.GroupId;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.ReplicationMetrics;
import io.kvasir.replication.StateMachine;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.jspecify.annotations.Nullable;

/// Decides when the state machine flushes, knows what is durable, and lets the log go up to there.
/// One flush at a time.
final class FlushSchedule {
    /// What Ratis takes for a snapshot: the position alone, since the state machine has the files.
    record Durable(TermIndex position) implements SnapshotInfo {
        @Override
        public TermIndex getTermIndex() {
            return position;
        }

        @Override
        public List<FileInfo> getFiles() {
            return List.of();
        }
    }

    private final GroupId group;
    private final StateMachine state;
    private final RatisConfig.Flush limits;
    private final LongConsumer onDurable;
    private final FatalHandler fatal;
    private final ReplicationMetrics metrics;
    private volatile @Nullable Durable durable;

    // Touched by the apply thread; the tick only reads.
    private volatile long entries;
    private long bytes;

    private volatile boolean running;
    private volatile long startedNanos;
    private long replacements;

    /// @param onDurable hears the durable index when it has risen; must not block
    FlushSchedule(
            GroupId group,
            StateMachine state,
            RatisConfig.Flush limits,
            LongConsumer onDurable,
            FatalHandler fatal,
            ReplicationMetrics metrics) {
        this.group = group;
        this.state = state;
        this.limits = limits;
        this.onDurable = onDurable;
        this.fatal = fatal;
        this.metrics = metrics;
        this.startedNanos = System.nanoTime();
        set(state.durablePosition());
    }

    @Nullable Durable durable() {
        return durable;
    }

    long durableIndex() {
        Durable present = durable;
        return present == null ? 0 : present.getIndex();
    }

    private void set(LogPosition position) {
        TermIndex termIndex = RatisNames.termIndex(position);
        durable = termIndex == null ? null : new Durable(termIndex);
    }

    /// On the apply thread, after an entry.
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void applied(int entryBytes) {
        entries++;
        bytes += entryBytes;
        if (entries >= limits.entries() || bytes >= limits.logBytes()) {
            start();
        }
    }

    /// Whether a flush is due for the time that has passed.
    boolean isDue(long nowNanos) {
        return entries > 0 && !running && nowNanos - startedNanos >= limits.interval().toNanos();
    }

    /// On the apply thread.
    void start() {
        if (running) {
            return;
        }
        long begun = System.nanoTime();
        long generation;
        synchronized (this) {
            running = true;
            startedNanos = begun;
            generation = replacements;
        }
        entries = 0;
        bytes = 0;
        CompletableFuture<LogPosition> flush = state.flush();
        var _ = flush.whenComplete((position, error) -> ended(generation, begun, position, error));
    }

    private void ended(
            long generation,
            long begunNanos,
            @Nullable LogPosition position,
            @Nullable Throwable error) {
        if (error != null || position == null) {
            running = false;
            fatal.fatal(
                    group + ": the state machine failed to flush",
                    error == null ? new IllegalStateException("no position") : error);
            return;
        }
        boolean risen;
        synchronized (this) {
            risen = generation == replacements && position.index() > durableIndex();
            if (risen) {
                set(position);
            }
            running = false;
        }
        metrics.flushed(group, System.nanoTime() - begunNanos);
        if (risen) {
            onDurable.accept(position.index());
        }
    }

    /// The state was replaced by a durable copy; flushes begun before no longer count.
    synchronized void replaced(LogPosition position) {
        replacements++;
        set(position);
    }
}
