package io.kvasir.node.app;

import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.assignment.Action;
import io.kvasir.node.assignment.Desired;
import io.kvasir.node.assignment.MergeOrder;
import io.kvasir.node.assignment.Reconciler;
import io.kvasir.node.assignment.SplitOrder;
import io.kvasir.node.partition.Maintenance;
import io.kvasir.node.partition.Merging;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.partition.Splits;
import io.kvasir.node.proposer.SystemCommand;
import io.kvasir.node.replica.MergeTask;
import io.kvasir.node.replica.MergeWork;
import io.kvasir.node.replica.MoveSteps;
import io.kvasir.node.replica.MoveSteps.Step;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.Replicas;
import io.kvasir.node.replica.SizeMiddle;
import io.kvasir.node.store.CorruptionException;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.StoreClosedException;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog.MembershipResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out the reconciler's actions, one thread, one round after the other. Long ones go on in
/// the background, one for each partition; the next round sees what came of them.
final class Orders {
    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
    private static final int TRANSFERS_PER_ROUND_MAX = 2;

    /// Making one takes some hundredths of a second, and a node must go on reporting meanwhile.
    private static final int MADE_PER_ROUND_MAX = 16;

    private static final String NO_ROOM =
            "this node has no direct memory for one more log: raise -XX:MaxDirectMemorySize, or let"
                    + " it hold fewer replicas";

    private final Replicas replicas;
    private final Reconciler reconciler;
    private final HandOvers handOvers;
    private final Assignments assignments;
    private final Map<PartitionId, CompletableFuture<?>> underWay = new HashMap<>();
    private final Set<PartitionId> complained = ConcurrentHashMap.newKeySet();
    private final Set<PartitionId> prepared = new HashSet<>();
    private final Executor background;
    private final MoveSteps moves;
    private final MergeWork merges;
    private final Executor merging;
    private final Runnable merged;
    private volatile boolean leaving;

    /// @param background runs what blocks on the disk
    /// @param moves told of the steps that leaders take
    /// @param merging runs merges, which block for as long as they take
    /// @param merged told of each that is done, so that it is reported at once
    Orders(
            Reconciler reconciler,
            HandOvers handOvers,
            Replicas replicas,
            Assignments assignments,
            Executor background,
            MoveSteps moves,
            MergeWork merges,
            Executor merging,
            Runnable merged) {
        this.replicas = replicas;
        this.reconciler = reconciler;
        this.handOvers = handOvers;
        this.assignments = assignments;
        this.background = background;
        this.moves = moves;
        this.merges = merges;
        this.merging = merging;
        this.merged = merged;
    }

    void round(long nowNanos) {
        if (leaving) {
            return;
        }
        underWay.values().removeIf(CompletableFuture::isDone);
        handOvers.note(nowNanos);
        var desired = assignments.desired();
        if (desired.isPresent()) {
            desired.get().sequencedValues().forEach(this::prepareSplit);
            List<Action> actions =
                    reconciler.plan(
                            desired.get(),
                            assignments.gone(),
                            assignments.ageNanos(nowNanos),
                            Reports.held(replicas));
            carryOut(actions, nowNanos);
        }
        desired.ifPresent(this::removeStopped);
        desired.ifPresent(this::forgetOthers);
        handOverDamaged(nowNanos);
    }

    /// Before the node stops: gives every leadership to a member that can take it, so that nobody
    /// waits for an election. Nothing else is ordered from then on.
    ///
    /// @return done once each is taken or given up
    CompletableFuture<Void> handOverAll() {
        leaving = true;
        return handOvers.all();
    }

    /// Partitions come and go for as long as the node runs.
    private void forgetOthers(SequencedMap<PartitionId, Desired> desired) {
        handOvers.forgetOthers(desired.keySet());
        complained.retainAll(desired.keySet());
        Set<PartitionId> children = new HashSet<>();
        for (Desired wanted : desired.values()) {
            wanted.split().map(SplitOrder::child).ifPresent(children::add);
        }
        prepared.retainAll(children);
    }

    /// What could not be opened and is not assigned any more: the group has gone on without it.
    private void removeStopped(SequencedMap<PartitionId, Desired> desired) {
        for (PartitionId removed : replicas.removeStopped(desired::containsKey)) {
            LOG.info("partition {} was damaged here and is replaced", removed);
        }
    }

    /// What a round leaves, the next one plans again.
    private void carryOut(List<Action> actions, long nowNanos) {
        Set<PartitionId> made = made(actions);
        replicas.prepare(made);
        int transfers = 0;
        for (Action action : actions) {
            boolean now =
                    switch (action) {
                        case Action.TransferLeadership(PartitionId partition, var _) ->
                                handOvers.hasLedForAWhile(partition, nowNanos)
                                        && ++transfers <= TRANSFERS_PER_ROUND_MAX;
                        case Action.Found(Partition partition, var _) ->
                                made.contains(partition.id());
                        case Action.Join(Partition partition) -> made.contains(partition.id());
                        default -> true;
                    };
            if (now) {
                carryOut(action, nowNanos);
            }
        }
    }

    /// As many as a round makes and memory holds; what is refused for want of it is told.
    private Set<PartitionId> made(List<Action> actions) {
        List<PartitionId> wanted =
                actions.stream()
                        .flatMap(action ->
                                switch (action) {
                                    case Action.Found(Partition partition, var _) ->
                                            Stream.of(partition);
                                    case Action.Join(Partition partition) -> Stream.of(partition);
                                    default -> Stream.<Partition>empty();
                                })
                        .map(Partition::id)
                        .toList();
        int room = wanted.isEmpty() ? 0 : replicas.room();
        wanted.stream().skip(room).forEach(partition -> complain(partition, NO_ROOM));
        return wanted.stream()
                .limit(Math.min(room, MADE_PER_ROUND_MAX))
                .collect(Collectors.toSet());
    }

    private void carryOut(Action action, long nowNanos) {
        switch (action) {
            case Action.Found(Partition partition, boolean leads) -> found(partition, leads);
            case Action.Join(Partition partition) ->
                    replicas.join(partition.id(), partition.range());
            case Action.Remove(PartitionId partition) -> remove(partition);
            case Action.ChangeMembers(PartitionId partition, List<ReplicaId> members) ->
                    change(partition, members);
            case Action.TransferLeadership(PartitionId partition, ReplicaId to) ->
                    transfer(partition, to, nowNanos);
            case Action.Split(PartitionId partition, SplitOrder order) -> split(partition, order);
            case Action.Merge(PartitionId partition, MergeOrder order) ->
                    inBackground(partition, replica -> merge(replica, order));
            case Action.AbandonMerge(PartitionId partition, MergeOrder order) ->
                    with(partition, replica -> merges.abandon(replica, task(order)));
            case Action.Unseal(PartitionId partition, Merging.Sealed seal) ->
                    with(partition, replica -> merges.unseal(replica, seal));
            case Action.DropKeyspace(PartitionId partition, var keyspace) ->
                    inBackground(
                            partition,
                            replica ->
                                    replica.proposer()
                                            .submit((state, nowMs, view) ->
                                                    Maintenance.dropKeyspace(state, keyspace)));
        }
    }

    private void remove(PartitionId partition) {
        Replica replica = replicas.get(partition);
        if (replica != null && replica.state().isSealed()) {
            merges.releasing(partition);
        }
        replicas.remove(partition);
    }

    private CompletableFuture<?> merge(Replica replica, MergeOrder order) {
        LOG.info("{} is to absorb {}", replica.partition(), order.right().id());
        return CompletableFuture.runAsync(
                () -> {
                    if (merges.run(replica, task(order))) {
                        merged.run();
                    }
                },
                merging);
    }

    private static MergeTask task(MergeOrder order) {
        return new MergeTask(order.epoch(), order.right(), order.bytesMax());
    }

    private void with(PartitionId partition, Consumer<Replica> work) {
        Replica replica = replicas.get(partition);
        if (replica != null) {
            work.accept(replica);
        }
    }

    private void found(Partition partition, boolean leads) {
        List<Member> members = new ArrayList<>();
        for (ReplicaId replica : partition.replicas()) {
            Optional<Member> member = member(replica);
            if (member.isEmpty()) {
                complain(partition.id(), "the address of " + replica + " is unknown");
                return;
            }
            members.add(member.get());
        }
        replicas.found(partition.id(), partition.epoch(), partition.range(), members, leads);
    }

    private Optional<Member> member(ReplicaId replica) {
        return assignments
                .node(replica.node())
                .filter(node -> node.storageId().equals(replica.storage()))
                .map(Node::raftAddress)
                .map(address -> new Member(replica, address));
    }

    private void change(PartitionId partition, List<ReplicaId> to) {
        inBackground(
                partition,
                replica -> {
                    List<Member> members = new ArrayList<>();
                    for (ReplicaId each : to) {
                        Optional<Member> member =
                                present(replica.status(), each).or(() -> member(each));
                        if (member.isEmpty()) {
                            complain(partition, "the address of " + each + " is unknown");
                            return null;
                        }
                        members.add(member.get());
                    }
                    LOG.info("partition {}: changing its members to {}", partition, to);
                    boolean more = to.size() > replica.status().members().size();
                    moves.reached(more ? Step.ADDING : Step.REMOVING, partition);
                    return replica.log()
                            .changeMembers(members)
                            .thenAccept(result -> {
                                log(partition, "membership change", result);
                                if (result instanceof MembershipResult.Done) {
                                    moves.reached(more ? Step.ADDED : Step.REMOVED, partition);
                                }
                            });
                });
    }

    /// What is flushed before a split need not be flushed while its writers wait.
    private void prepareSplit(Desired wanted) {
        PartitionId partition = wanted.partition().id();
        Optional<SplitOrder> split = wanted.split();
        Replica replica = replicas.get(partition);
        if (split.isPresent() && replica != null && prepared.add(split.get().child())) {
            background.execute(() -> {
                try {
                    replica.store().flush().join();
                } catch (CompletionException e) {
                    LOG.debug("partition {} went away before its split", partition);
                }
            });
        }
    }

    private void split(PartitionId partition, SplitOrder order) {
        if (replicas.room() == 0) {
            complain(partition, NO_ROOM);
            return;
        }
        inBackground(
                partition,
                replica ->
                        CompletableFuture.supplyAsync(() -> cut(replica, order), background)
                                .thenCompose(at ->
                                        at.isEmpty()
                                                ? CompletableFuture.completedFuture(false)
                                                : divide(replica, order, at.get())));
    }

    private Optional<Bytes> cut(Replica replica, SplitOrder order) {
        try {
            Optional<Bytes> at =
                    order.at()
                            .or(() -> order.byLoad() ? loadMiddle(replica) : Optional.empty())
                            .or(() -> SizeMiddle.of(replica.store(), replica.state().range()));
            if (at.isEmpty()) {
                complain(replica.partition(), "there is no key to divide it at");
            }
            return at;
        } catch (CorruptionException e) {
            replica.quarantine(e);
            return Optional.empty();
        } catch (StoreClosedException e) {
            return Optional.empty();
        }
    }

    private static Optional<Bytes> loadMiddle(Replica replica) {
        KeyRange range = replica.state().range();
        return replica.load()
                .division()
                .cut()
                .filter(key -> range.contains(key) && !range.start().equals(key));
    }

    private static CompletableFuture<Boolean> divide(Replica replica, SplitOrder order, Bytes at) {
        LOG.info("partition {}: dividing it at {}", replica.partition(), at);
        List<Member> peers = replica.status().members();
        return replica.proposer()
                .submit(
                        new SystemCommand() {
                            @Override
                            public List<Mutation> evaluate(
                                    PartitionState state,
                                    long nowMs,
                                    Function<Bytes, @Nullable Bytes> view) {
                                return Splits.divide(
                                        state, order.epoch(), at, order.child(), peers);
                            }

                            @Override
                            public boolean isFence() {
                                return true;
                            }
                        })
                // A fence's round tells the followers of the commit now, and not with the next
                // heartbeat: until a majority has divided, nobody serves the child.
                .thenCompose(done -> replica.log().readFence().thenApply(fence -> done));
    }

    private static Optional<Member> present(ReplicaStatus status, ReplicaId replica) {
        return status.members().stream()
                .filter(member -> member.replica().equals(replica))
                .findFirst();
    }

    private void transfer(PartitionId partition, ReplicaId to, long nowNanos) {
        if (handOvers.hasPaused(partition, nowNanos)) {
            inBackground(partition, replica -> handOvers.begin(replica, to, nowNanos));
        }
    }

    /// A damaged replica goes on replicating, but must not lead: it cannot answer.
    private void handOverDamaged(long nowNanos) {
        for (Replica replica : replicas.all()) {
            if (replica.quarantine().isPresent()) {
                handOvers
                        .successor(replica)
                        .ifPresent(to -> transfer(replica.partition(), to, nowNanos));
            }
        }
    }

    /// Work on a replica that takes a while.
    private interface Work {
        @Nullable CompletableFuture<?> begin(Replica replica);
    }

    private void inBackground(PartitionId partition, Work work) {
        Replica replica = replicas.get(partition);
        if (replica == null || underWay.containsKey(partition)) {
            return;
        }
        CompletableFuture<?> begun = work.begin(replica);
        if (begun != null) {
            underWay.put(partition, begun);
        }
    }

    private void complain(PartitionId partition, String reason) {
        if (complained.add(partition)) {
            LOG.warn("partition {}: an order waits because {}", partition, reason);
        }
    }

    private static void log(PartitionId partition, String what, MembershipResult result) {
        switch (result) {
            case MembershipResult.Done _ -> LOG.info("partition {}: {} done", partition, what);
            case MembershipResult.NotDone(String reason) ->
                    LOG.info("partition {}: {} not done: {}", partition, what, reason);
        }
    }
}
