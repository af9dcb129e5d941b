package io.kvasir.node.replica;

import io.kvasir.model.Bytes;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.partition.SplitManifest;
import io.kvasir.node.partition.Splits;
import io.kvasir.node.proposer.LedPartition;
import io.kvasir.node.proposer.Proposer;
import io.kvasir.node.store.CorruptionException;
import io.kvasir.node.store.PartitionStore;
import io.kvasir.node.store.StoreReader.Lookup;
import io.kvasir.node.store.StoreReader.Tier;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running replica: what services read and write through.
public final class Replica implements LedPartition {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    /// Answers of `stalenessNanos` where nothing bounds it.
    public static final long STALENESS_UNKNOWN = Staleness.UNKNOWN;

    private final PartitionStateMachine machine;
    private final ReplicatedLog log;
    private final FaultHandler faults;
    private final Staleness staleness = new Staleness();
    private final LoadMeter load = new LoadMeter();
    private final AtomicReference<@Nullable String> quarantined = new AtomicReference<>();
    private final Proposer proposer;
    private volatile Leadership leadership;

    /// Makes the proposer once there is a partition for it to work for.
    interface ProposerMaker {
        Proposer make(ReplicatedLog log, LedPartition partition);
    }

    Replica(
            PartitionStateMachine machine,
            ReplicatedLog log,
            FaultHandler faults,
            ProposerMaker proposers) {
        this.machine = machine;
        this.log = log;
        this.faults = faults;
        this.leadership = log.leadership();
        this.proposer = proposers.make(log, this);
    }

    void start() {
        machine.listen(changed -> {
            leadership = changed;
            proposer.onLeadership(changed);
        });
    }

    /// Notes that the child of a split is made here, and takes its keys out of the store.
    void endSplit(SplitManifest split) {
        machine.endSplit(split);
        load.forgetKeys();
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

    /// Notes how far the leader was when it was last heard.
    void sample(ReplicaStatus status, long nowNanos) {
        if (status.leaderContactAgeNanos() < Long.MAX_VALUE / 2
                && (status.role() == ReplicaStatus.Role.LEADER
                        || status.role() == ReplicaStatus.Role.FOLLOWER)) {
            staleness.heard(nowNanos - status.leaderContactAgeNanos(), status.commitIndex());
        }
    }

    /// Upper bound of how stale an answer from the local store is that begins after this call.
    public long stalenessNanos(long nowNanos) {
        return staleness.boundNanos(machine.applied().get(), nowNanos);
    }
}
