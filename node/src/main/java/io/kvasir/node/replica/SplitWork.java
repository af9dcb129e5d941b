package io.kvasir.node.replica;

import io.kvasir.model.Safeguard;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.partition.SplitManifest;
import io.kvasir.node.partition.SplitManifest.Phase;
import io.kvasir.node.partition.Splits;
import io.kvasir.node.replica.SplitSteps.Step;
import io.kvasir.node.store.CorruptionException;
import io.kvasir.node.store.NodeStore;
import io.kvasir.node.store.PartitionStore;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicatedLog;
import io.kvasir.replication.ReplicationServer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the replicas of children that committed splits tell of. Each step leaves the disk so that
/// the work can begin again from what is there; the order is what makes that safe:
///
/// 1. the parent's store has the manifest, and the child's keys;
/// 2. the child's store is made of them, and is durable;
/// 3. the child's group is started, its log going on from the split's place;
/// 4. the manifest says that it was, durably, and the parent's store gives the keys up.
///
/// Called by one thread at a time.
final class SplitWork {
    private static final Logger LOG = LoggerFactory.getLogger(SplitWork.class);

    private final ReplicaId self;
    private final NodeStore stores;
    private final ReplicationServer server;
    private final CopySource copies;
    private final FaultHandler faults;
    private final SplitSteps steps;
    private final Runner runner;

    /// Starts a replica on a log.
    interface Runner {
        void run(PartitionStateMachine machine, ReplicatedLog log);
    }

    SplitWork(
            ReplicaId self,
            NodeStore stores,
            ReplicationServer server,
            CopySource copies,
            FaultHandler faults,
            SplitSteps steps,
            Runner runner) {
        this.self = self;
        this.stores = stores;
        this.server = server;
        this.copies = copies;
        this.faults = faults;
        this.steps = steps;
        this.runner = runner;
    }

    /// The parent has just applied a split or taken in a copy that tells of one.
    void applied(PartitionId parent) {
        steps.reached(Step.APPLIED, parent);
    }

    /// Ends all splits of a replica that are not over, as far as its store can be read. Blocks on
    /// the disk.
    void finish(Replica parent) {
        for (SplitManifest split : parent.state().pendingSplits()) {
            try {
                make(parent, split);
                clear(parent, split);
            } catch (CorruptionException e) {
                parent.quarantine(e);
                return;
            }
        }
    }

    private void make(Replica parent, SplitManifest split) {
        PartitionId child = split.child();
        if (server.isStored(group(child))) {
            LOG.info("the replica of {}, split off {}, is here", child, parent.partition());
            return;
        }
        if (!split.hasPeer(self)) {
            LOG.info("{} was split off {} before this replica came", child, parent.partition());
            return;
        }
        // A store without a log is what an interrupted attempt left.
        stores.drop(child);
        if (server.wasRemoved(group(child))) {
            // It was here and left, and this parent is new and applies its log again. Should the
            // child come back, its own leader's order brings it.
            LOG.info("{}, split off {}, was here and has left", child, parent.partition());
            return;
        }
        if (split.phase() != Phase.SEED || !isSeeded(parent, split)) {
            join(split);
        }
        steps.reached(Step.FOUNDED, parent.partition());
    }

    /// A child that a damaged parent cannot seed gets a copy from those that were.
    private boolean isSeeded(Replica parent, SplitManifest split) {
        try {
            return seed(parent, split);
        } catch (CorruptionException e) {
            parent.quarantine(e);
            stores.drop(split.child());
            return false;
        }
    }

    /// @return false where the parent's store was replaced by a copy meanwhile
    private boolean seed(Replica parent, SplitManifest split) {
        long begun = System.nanoTime();
        PartitionStore store = stores.copy(parent.partition(), split.child());
        steps.reached(Step.COPIED, parent.partition());
        PartitionState copied = PartitionStateMachine.load(store);
        SplitManifest found = copied == null ? null : copied.splits().get(split.child());
        if (copied == null || found == null || found.phase() != Phase.SEED) {
            stores.drop(split.child());
            return false;
        }
        if (Safeguard.CHILD_SEED.isOff()) {
            store.write(Splits.removal(store, found.range()));
        }
        store.write(Splits.seed(store, copied, found));
        store.flush().join();
        steps.reached(Step.SEEDED, parent.partition());
        found(parent, store, found.peers());
        LOG.info(
                "{} is split off {} at {}, in {} ms",
                split.child(),
                parent.partition(),
                split.range().start(),
                (System.nanoTime() - begun) / 1_000_000);
        return true;
    }

    private void found(Replica parent, PartitionStore store, List<Member> peers) {
        PartitionStateMachine machine = PartitionStateMachine.open(store, copies, faults);
        if (machine == null) {
            throw new IllegalStateException("a child's store that was seeded has no state");
        }
        ReplicatedLog log = server.create(group(store.partition()), peers, machine);
        runner.run(machine, log);
        // Whoever led the parent leads the child, and nobody waits for an election's timeout.
        if (parent.leadership().ready()) {
            log.campaign();
        }
    }

    private void join(SplitManifest split) {
        PartitionStateMachine machine =
                PartitionStateMachine.create(
                        stores.create(split.child()),
                        PartitionState.initial(split.child(), Epoch.FIRST, split.range()),
                        copies,
                        faults);
        runner.run(machine, server.create(group(split.child()), List.of(), machine));
        LOG.info("{} was split off without this replica, which gets a copy of it", split.child());
    }

    /// The child must never be made a second time, so this is durable before it can be removed.
    private void clear(Replica parent, SplitManifest split) {
        parent.endSplit(split);
        parent.store().flush().join();
        parent.reclaim(split);
        steps.reached(Step.CLEARED, parent.partition());
    }

    private static GroupId group(PartitionId partition) {
        return new GroupId(partition.value());
    }
}
