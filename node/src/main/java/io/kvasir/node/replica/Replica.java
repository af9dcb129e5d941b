package io.kvasir.node.replica;

import io.kvasir.model.Bytes;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.partition.SplitManifest;
import io.kvasir.node.partition.Splits;
import io.kvasir.node.proposer.LedPartition;
import io.kvasir.node.proposer.Proposer;
import io.kvasir.node.store.CorruptionException;
import io.kvasir.node.store.PartitionStore;
import io.kvasir.node.store.StoreReader.Lookup;
import io.kvasir.node.store.StoreReader.Tier;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running replica: what services read and write through.
public final class Replica implements LedPartition {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    /// Answers of `stalenessNanos` where nothing bounds it.
    public static final long STALENESS_UNKNOWN = Staleness.UNKNOWN;

    private static final long CONFIRM_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ReplicaId self;
    private final PartitionStateMachine machine;
    private final ReplicatedLog log;
    private final FaultHandler faults;
    private final LeaderFence fences;
    private final Staleness staleness = new Staleness();
    private final AtomicReference<@Nullable CompletableFuture<Long>> confirming =
            new AtomicReference<>();
    private final LoadMeter load = new LoadMeter();
    private final AtomicReference<@Nullable String> quarantined = new AtomicReference<>();
    private final Proposer proposer;
    private final Waiting leaderAwaited = new Waiting();
    private volatile Leadership leadership;
    private volatile boolean hasMetLeader;

    /// Makes the proposer once there is a partition for it to work for.
    interface ProposerMaker {
        Proposer make(ReplicatedLog log, LedPartition partition);
    }

    Replica(
            ReplicaId self,
            PartitionStateMachine machine,
            ReplicatedLog log,
            FaultHandler faults,
            LeaderFence fences,
            ProposerMaker proposers) {
        this.self = self;
        this.machine = machine;
        this.fences = fences;
        this.log = log;
        this.faults = faults;
        this.leadership = log.leadership();
        this.proposer = proposers.make(log, this);
    }

    void start() {
        machine.listen(changed -> {
            leadership = changed;
            if (changed.leader().isPresent()) {
                hasMetLeader = true;
            }
            proposer.onLeadership(changed);
            leaderAwaited.changed();
        });
    }

    /// Notes that the child of a split is made here, and takes its keys out of the store.
    void endSplit(SplitManifest split) {
        machine.endSplit(split);
        load.forgetKeys();
    }

    /// Gives back the space of what a split took away.
    void reclaim(SplitManifest split) {
        machine.reclaim(split);
    }

    void onSplit(Runnable told) {
        machine.onSplit(told);
    }

    public PartitionId partition() {
        return machine.partition();
    }

    @Override
    public PartitionState state() {
        return machine.state();
    }

    public PartitionStore store() {
        return machine.store();
    }

    public ReplicatedLog log() {
        return log;
    }

    public Proposer proposer() {
        return proposer;
    }

    /// As last told; cheaper than asking the log.
    public Leadership leadership() {
        return leadership;
    }

    /// Blocks while it is about to be known whether this replica leads: its group elects for the
    /// first time, or has just elected it.
    ///
    /// @return whether it leads, and may evaluate
    public boolean awaitLeads(long nanosMax) {
        leaderAwaited.await(() -> !isElecting(), nanosMax);
        return leadership.ready();
    }

    private boolean isElecting() {
        Leadership now = leadership;
        return now.leader()
                .map(leader -> leader.equals(self) && !now.ready())
                .orElse(!hasMetLeader);
    }

    public ReplicaStatus status() {
        return log.status();
    }

    @Override
    public @Nullable Bytes get(Bytes storeKey) {
        return machine.store().get(storeKey, Tier.DISK) instanceof Lookup.Found(Bytes value)
                ? value
                : null;
    }

    /// Why it does not serve; empty while it does.
    public Optional<String> quarantine() {
        return Optional.ofNullable(quarantined.get());
    }

    @Override
    public void quarantine(CorruptionException cause) {
        if (quarantined.compareAndSet(null, String.valueOf(cause.getMessage()))) {
            LOG.error("partition {} is damaged and no longer served", partition(), cause);
        }
    }

    @Override
    public void fail(Throwable cause) {
        faults.fail("partition " + partition() + " cannot go on", cause);
    }

    /// Blocks until `least` is applied or the time is over.
    ///
    /// @return whether it is applied
    public boolean awaitApplied(long least, long nanosMax) {
        return machine.applied().await(least, nanosMax);
    }

    /// What its clients take of it here.
    public LoadMeter load() {
        return load;
    }

    /// Bytes of the copy that it receives so far; 0: it receives none.
    public long copiedBytes() {
        return machine.copiedBytes();
    }

    /// Bytes that its own keys take, on disk and in write buffers.
    public long storedBytes() {
        return machine.store().storedBytes(Splits.items(state().range()));
    }

    /// Upper bound of how stale an answer from the local store is that begins after this call. Asks
    /// the leader anew where the last word of it is not of just now.
    public long stalenessNanos(long nowNanos) {
        long bound = staleness.boundNanos(machine.applied().get(), nowNanos);
        if (bound > CONFIRM_AGAIN_NANOS) {
            var _ = confirm(nowNanos);
        }
        return bound;
    }

    /// Asks the leader what everything acknowledged by now comes to, unless that is under way.
    ///
    /// @param nowNanos read before this call
    /// @return the index that an answer must have applied; fails where no leader confirms it
    public CompletableFuture<Long> confirm(long nowNanos) {
        CompletableFuture<Long> asking = new CompletableFuture<>();
        CompletableFuture<Long> underWay = confirming.compareAndExchange(null, asking);
        if (underWay != null) {
            return underWay;
        }
        var _ =
                fence().whenComplete((index, failure) -> {
                    confirming.set(null);
                    if (failure == null) {
                        staleness.confirmed(nowNanos, index);
                        asking.complete(index);
                    } else {
                        asking.completeExceptionally(failure);
                    }
                });
        return asking;
    }

    private CompletableFuture<Long> fence() {
        if (leadership.ready()) {
            return log.readFence()
                    .thenApply(result ->
                            switch (result) {
                                case FenceResult.Passed(long index) -> index;
                                case FenceResult.Failed(String reason) ->
                                        throw new IllegalStateException(reason);
                            });
        }
        return log.leadership()
                .leader()
                .map(leader -> fences.pass(leader.node(), partition()))
                .orElseGet(() ->
                        CompletableFuture.failedFuture(
                                new IllegalStateException("no leader is known")));
    }
}
