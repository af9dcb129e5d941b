package io.kvasir.node.replica;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.partition.SplitManifest;
import io.kvasir.node.partition.Splits;
import io.kvasir.node.partition.Transition;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.PartitionStore;
import io.kvasir.node.store.StagedCopy;
import io.kvasir.node.store.StoreClosedException;
import io.kvasir.node.store.StoreReader.Direction;
import io.kvasir.node.store.StoreReader.Lookup;
import io.kvasir.node.store.StoreReader.Tier;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.Outcome;
import io.kvasir.replication.StateMachine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The pure transition on one partition's store, as the log runs it.
final class PartitionStateMachine implements StateMachine {
    private final PartitionStore store;
    private final CopySource copies;
    private final FaultHandler faults;
    private final AppliedIndex applied = new AppliedIndex();

    /// Held while the store and the state, which must agree, are changed.
    private final Object writing = new Object();

    private volatile PartitionState state;
    private @Nullable Consumer<Leadership> listener;
    private @Nullable Leadership missed;
    private volatile Runnable splitTold = () -> {};
    private volatile @Nullable ReplicaImport copying;

    private PartitionStateMachine(
            PartitionStore store, PartitionState state, CopySource copies, FaultHandler faults) {
        this.store = store;
        this.state = state;
        this.copies = copies;
        this.faults = faults;
        applied.set(state.applied().index());
    }

    /// Gives a new, empty store its first state, durably.
    static PartitionStateMachine create(
            PartitionStore store, PartitionState initial, CopySource copies, FaultHandler faults) {
        store.write(List.of(initial.descriptorMutation(), initial.appliedMutation()));
        store.flush().join();
        return new PartitionStateMachine(store, initial, copies, faults);
    }

    /// The state machine on what a store holds; null where it holds no state: its creation was
    /// never finished.
    ///
    /// @throws io.kvasir.node.store.CorruptionException where what it holds is damaged
    static @Nullable PartitionStateMachine open(
            PartitionStore store, CopySource copies, FaultHandler faults) {
        PartitionState state = load(store);
        return state == null ? null : new PartitionStateMachine(store, state, copies, faults);
    }

    static @Nullable PartitionState load(PartitionStore store) {
        return PartitionState.load(key -> value(store, key), range -> keys(store, range));
    }

    private static @Nullable Bytes value(PartitionStore store, Bytes key) {
        return store.get(key, Tier.DISK) instanceof Lookup.Found(Bytes value) ? value : null;
    }

    private static List<Bytes> keys(PartitionStore store, KeyRange range) {
        List<Bytes> keys = new ArrayList<>();
        store.scan(range, Direction.FORWARD, Tier.DISK, (key, value) -> keys.add(key));
        return keys;
    }

    PartitionStore store() {
        return store;
    }

    PartitionState state() {
        return state;
    }

    AppliedIndex applied() {
        return applied;
    }

    /// Who is told of leadership from now on, first of what is so now.
    synchronized void listen(Consumer<Leadership> told) {
        listener = told;
        if (missed != null) {
            told.accept(missed);
            missed = null;
        }
    }

    long copiedBytes() {
        ReplicaImport incoming = copying;
        return incoming == null ? 0 : incoming.bytes();
    }

    /// Who is told, on the applying thread, that there may be a split to finish.
    void onSplit(Runnable told) {
        splitTold = told;
    }

    /// Notes that the child of a split is made here, and takes its keys out of the store. Only
    /// those: what other splits took away may still be needed. Nothing where the split is of the
    /// past by now, for the parent absorbs the child: what stands under those keys is to stay.
    void endSplit(SplitManifest split) {
        synchronized (writing) {
            PartitionState before = state;
            if (!before.splits().containsKey(split.child())) {
                return;
            }
            PartitionState after = before.with(split.in(SplitManifest.Phase.DONE));
            List<Mutation> mutations = new ArrayList<>(Splits.removal(store, split.range()));
            mutations.addAll(after.splitMutations(before));
            store.write(mutations);
            state = after;
        }
    }

    /// Gives back the space of what a split took away.
    void reclaim(SplitManifest split) {
        synchronized (writing) {
            if (state.splits().containsKey(split.child())) {
                store.reclaim(Splits.items(split.range()));
            }
        }
    }

    @Override
    public LogPosition durablePosition() {
        PartitionState stored = load(store);
        return stored == null ? LogPosition.NONE : stored.applied();
    }

    @Override
    public Outcome apply(LogPosition position, Bytes entry) {
        Transition transition;
        boolean split;
        synchronized (writing) {
            PartitionState before = state;
            transition =
                    Transition.apply(
                            before, position, entry, range -> Splits.locksWithin(store, range));
            take(transition);
            split = !transition.state().splits().equals(before.splits());
        }
        if (split) {
            splitTold.run();
        }
        return transition
                .ignored()
                .<Outcome>map(Outcome.Ignored::new)
                .orElse(Outcome.Applied.WITHOUT_RESULT);
    }

    @Override
    public void skip(LogPosition position) {
        synchronized (writing) {
            take(Transition.skip(state, position));
        }
    }

    private void take(Transition transition) {
        store.write(transition.mutations());
        state = transition.state();
        applied.set(state.applied().index());
    }

    @Override
    public CompletableFuture<LogPosition> flush() {
        LogPosition reached = state.applied();
        return store.flush()
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        faults.fail("cannot flush partition " + partition(), failure);
                    }
                })
                .thenApply(done -> reached);
    }

    @Override
    public LogPosition install(Member source, LogPosition atLeast) throws IOException {
        try (StagedCopy copy = store.stage()) {
            ReplicaImport incoming = new ReplicaImport(copy);
            copying = incoming;
            copies.pull(source.replica().node(), partition(), atLeast.index(), incoming);
            LogPosition position = incoming.finished();
            synchronized (writing) {
                copy.commit();
                PartitionState installed = load(store);
                if (installed == null || !installed.partition().equals(partition())) {
                    throw new IllegalStateException(
                            "the copy of partition " + partition() + " is of " + installed);
                }
                state = installed;
                applied.set(installed.applied().index());
            }
            copies.installed(partition());
            splitTold.run();
            return position;
        } catch (StoreClosedException e) {
            throw new IOException("the replica was removed while its copy came", e);
        } finally {
            copying = null;
        }
    }

    @Override
    public synchronized void onLeadership(Leadership leadership) {
        if (listener == null) {
            missed = leadership;
        } else {
            listener.accept(leadership);
        }
    }

    PartitionId partition() {
        return store.partition();
    }
}
