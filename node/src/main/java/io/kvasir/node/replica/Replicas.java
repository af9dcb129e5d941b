package io.kvasir.node.replica;

import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.partition.TransactionId;
import io.kvasir.node.proposer.Proposer;
import io.kvasir.node.proposer.ProposerClock;
import io.kvasir.node.proposer.ProposerMetrics;
import io.kvasir.node.replica.MoveSteps.Step;
import io.kvasir.node.store.CorruptionException;
import io.kvasir.node.store.NodeStore;
import io.kvasir.node.store.StoreClosedException;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.LogCorruptedException;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicatedLog;
import io.kvasir.replication.ReplicationServer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The replicas on this node. Looked up by any thread; made and removed by one at a time.
public final class Replicas {
    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);

    private final ReplicaId self;
    private final NodeStore stores;
    private final ReplicationServer server;
    private final CopySource copies;
    private final MoveSteps moveSteps;
    private final LeaderFence fences;
    private final FaultHandler faults;
    private final Executor proposers;
    private final ProposerClock clock;
    private final ProposerMetrics metrics;
    private final Executor splits;
    private final SplitWork splitWork;
    private final ConcurrentSkipListMap<PartitionId, Replica> running =
            new ConcurrentSkipListMap<>();
    private final Set<PartitionId> stopped = new ConcurrentSkipListSet<>();
    private final TokenSweeps tokenSweeps = new TokenSweeps();
    private final Waiting childAwaited = new Waiting();

    /// @param self this node with its present disk
    /// @param proposers runs proposers' turns, which may block on the disk
    /// @param splits finishes splits, which block on the disk; one thread
    public Replicas(
            ReplicaId self,
            NodeStore stores,
            ReplicationServer server,
            CopySource copies,
            LeaderFence fences,
            FaultHandler faults,
            Executor proposers,
            ProposerClock clock,
            ProposerMetrics metrics,
            Executor splits,
            SplitSteps splitSteps,
            MoveSteps moveSteps) {
        this.self = self;
        this.stores = stores;
        this.server = server;
        this.copies = new WatchedCopies(copies, moveSteps);
        this.moveSteps = moveSteps;
        this.fences = fences;
        this.faults = faults;
        this.proposers = proposers;
        this.clock = clock;
        this.metrics = metrics;
        this.splits = splits;
        this.splitWork =
                new SplitWork(self, stores, server, this.copies, faults, splitSteps, this::run);
    }

    /// Opens what earlier runs left. A store is made before its log and dropped after it, so a
    /// store without one is a leftover; a log without a store, or one that is gone though nobody
    /// removed it, is a loss, and what remains is not touched. Splits that a crash interrupted are
    /// finished before this returns.
    public synchronized void openStored() {
        TreeSet<PartitionId> logs = new TreeSet<>();
        for (GroupId group : server.stored()) {
            logs.add(new PartitionId(group.value()));
        }
        for (PartitionId partition : stores.partitions()) {
            if (!logs.remove(partition)) {
                LOG.info("partition {} has no log here: its store is dropped", partition);
                stores.drop(partition);
            } else if (!open(partition)) {
                stopped.add(partition);
            }
        }
        for (PartitionId lost : logs) {
            LOG.error("partition {} has a log but no store here: it is not served", lost);
            stopped.add(lost);
        }
        for (Replica replica : List.copyOf(running.values())) {
            splitWork.finish(replica);
        }
    }

    private boolean open(PartitionId partition) {
        try {
            PartitionStateMachine machine =
                    PartitionStateMachine.open(stores.open(partition), copies, faults);
            if (machine == null) {
                LOG.error("the store of partition {} has no state: it is not served", partition);
                return false;
            }
            run(machine, server.open(group(partition), machine));
            return true;
        } catch (CorruptionException | LogCorruptedException e) {
            LOG.error("partition {} is damaged and is not started", partition, e);
            return false;
        }
    }

    /// How many more this node has memory for.
    public int room() {
        return server.room();
    }

    /// Told of replicas that are about to be started, several at once.
    public synchronized void prepare(Collection<PartitionId> partitions) {
        stores.prepare(partitions.stream().filter(each -> !isHere(each)).toList());
    }

    /// Starts a replica of a partition that has none here. Idempotent.
    ///
    /// @param founders all members, of a group that never had others
    /// @param leads whether this one is to be the first leader, if it can
    public synchronized void found(
            PartitionId partition,
            Epoch epoch,
            KeyRange range,
            List<Member> founders,
            boolean leads) {
        if (isHere(partition)) {
            return;
        }
        ReplicatedLog log = create(PartitionState.founded(partition, epoch, range), founders);
        if (leads) {
            log.campaign();
        }
        LOG.info("partition {} is held from now on, as a founder", partition);
    }

    /// Starts a replica of a partition that has none here, for its leader to add. Idempotent.
    ///
    /// @param range its keys, which a copy will say anew
    public synchronized void join(PartitionId partition, KeyRange range) {
        if (isHere(partition)) {
            return;
        }
        create(PartitionState.initial(partition, Epoch.FIRST, range), List.of());
        LOG.info("partition {} is held from now on, to be added by its leader", partition);
    }

    private ReplicatedLog create(PartitionState state, List<Member> members) {
        PartitionId partition = state.partition();
        stores.drop(partition);
        PartitionStateMachine machine =
                PartitionStateMachine.create(stores.create(partition), state, copies, faults);
        moveSteps.reached(Step.STORED, partition);
        ReplicatedLog log = server.create(group(partition), members, machine);
        run(machine, log);
        moveSteps.reached(Step.JOINED, partition);
        return log;
    }

    private boolean isHere(PartitionId partition) {
        return running.containsKey(partition) || server.isStored(group(partition));
    }

    private void run(PartitionStateMachine machine, ReplicatedLog log) {
        Replica replica =
                new Replica(
                        self,
                        machine,
                        log,
                        faults,
                        fences,
                        (its, partition) ->
                                new Proposer(its, partition, proposers, clock, metrics));
        running.put(machine.partition(), replica);
        replica.onSplit(() -> onSplit(replica));
        replica.start();
        childAwaited.changed();
    }

    /// On the thread that applies: the work waits for another.
    private void onSplit(Replica parent) {
        splitWork.applied(parent.partition());
        try {
            splits.execute(() -> finishSplits(parent));
        } catch (RejectedExecutionException e) {
            LOG.debug("the node stops; the split of {} is finished later", parent.partition());
        }
    }

    private synchronized void finishSplits(Replica parent) {
        if (running.get(parent.partition()) != parent) {
            return;
        }
        try {
            splitWork.finish(parent);
        } catch (RuntimeException e) {
            parent.fail(e);
        } finally {
            childAwaited.changed();
        }
    }

    /// Stops a replica and removes its log, then its data. Idempotent. What it has split off and
    /// not yet handed over is made first; and no parent may make this one again.
    public synchronized void remove(PartitionId partition) {
        moveSteps.reached(Step.LEAVING, partition);
        Replica leaving = running.get(partition);
        if (leaving != null) {
            splitWork.finish(leaving);
        }
        running.remove(partition);
        tokenSweeps.forget(partition);
        server.remove(group(partition));
        moveSteps.reached(Step.UNLOGGED, partition);
        stores.drop(partition);
        stopped.remove(partition);
        LOG.info("partition {} is no longer held", partition);
        moveSteps.reached(Step.LEFT, partition);
    }

    public @Nullable Replica get(PartitionId partition) {
        return running.get(partition);
    }

    /// As `get`; where a split is just making it here, blocks until that is over.
    public @Nullable Replica awaitMade(PartitionId partition, long nanosMax) {
        childAwaited.await(
                () -> running.containsKey(partition) || !isBeingMade(partition), nanosMax);
        return running.get(partition);
    }

    private boolean isBeingMade(PartitionId child) {
        return running.values().stream()
                .flatMap(parent -> parent.state().pendingSplits().stream())
                .anyMatch(split -> split.child().equals(child));
    }

    /// By partition.
    public Collection<Replica> all() {
        return running.values();
    }

    /// Partitions that are on disk but could not be opened.
    public Set<PartitionId> stopped() {
        return Collections.unmodifiableSet(stopped);
    }

    /// Removes what could not be opened and is not assigned.
    ///
    /// @return what was removed
    public synchronized List<PartitionId> removeStopped(Predicate<PartitionId> isAssigned) {
        List<PartitionId> removed = new ArrayList<>();
        for (PartitionId partition : stopped) {
            if (!isAssigned.test(partition)) {
                remove(partition);
                removed.add(partition);
            }
        }
        return removed;
    }

    /// What is held that shares keys with `range`, in the order of the keys.
    public List<Replica> overlapping(KeyRange range) {
        List<Replica> found = new ArrayList<>();
        for (Replica replica : running.values()) {
            if (replica.state().range().overlaps(range)) {
                found.add(replica);
            }
        }
        found.sort((a, b) -> a.state().range().start().compareTo(b.state().range().start()));
        return found;
    }

    /// Transactions of this partition that the last sweep found to be unfinished.
    public List<TransactionId> unfinished(PartitionId partition) {
        return tokenSweeps.unfinished(partition);
    }

    /// Measures what clients take of each replica; called about once a second.
    public void sampleLoad(long nowNanos) {
        for (Replica replica : running.values()) {
            replica.load().sample(nowNanos, replica.leadership().ready());
        }
    }

    /// Has each leader look for expired tokens, from where it stopped last. Blocks on the disk.
    public void sweepTokens() {
        for (Replica replica : running.values()) {
            if (replica.leadership().ready()) {
                try {
                    tokenSweeps.sweep(replica, System.currentTimeMillis());
                } catch (StoreClosedException e) {
                    LOG.debug("partition {} was removed during a sweep", replica.partition());
                } catch (CorruptionException e) {
                    replica.quarantine(e);
                }
            }
        }
    }

    private static GroupId group(PartitionId partition) {
        return new GroupId(partition.value());
    }
}
