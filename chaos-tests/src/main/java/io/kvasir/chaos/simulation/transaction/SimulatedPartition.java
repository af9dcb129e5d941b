package io.kvasir.chaos.simulation.transaction;

import com.google.protobuf.UnsafeByteOperations;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.partition.Command;
import io.kvasir.node.partition.Commands.Result;
import io.kvasir.node.partition.Entry;
import io.kvasir.node.partition.HybridTime;
import io.kvasir.node.partition.LockRecord;
import io.kvasir.node.partition.Maintenance;
import io.kvasir.node.partition.Overlay;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.partition.StoredItem;
import io.kvasir.node.partition.TransactionId;
import io.kvasir.node.partition.Transition;
import io.kvasir.node.partition.WriteCommand;
import io.kvasir.node.proposer.StepReply;
import io.kvasir.node.service.Commands;
import io.kvasir.node.service.Expressions;
import io.kvasir.node.service.Steps;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.Space;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Lock;
import io.kvasir.proto.internal.v1.ReadResponse;
import io.kvasir.proto.internal.v1.StorageError;
import io.kvasir.proto.internal.v1.TransactRequest;
import io.kvasir.proto.internal.v1.TransactResponse;
import io.kvasir.proto.internal.v1.WriteOperation;
import io.kvasir.replication.LogPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One partition: real evaluation, real entries and transitions over a store in memory, under a
/// leader that changes. What it has in flight then survives as a prefix, and nobody hears of it.
final class SimulatedPartition {
    private static final long COMMIT_NANOS_MAX = 3 * SimulatedWorld.MILLIS;
    private static final long WALL_MS = 1_700_000_000_000L;
    private static final StorageError NOT_LEADER = error(ErrorCode.NOT_LEADER, "no leader now");

    private final SimulatedWorld world;
    private final Steps steps;
    private final Commands commands;
    private final TreeMap<Bytes, Bytes> store = new TreeMap<>();
    private final Overlay overlay = new Overlay();
    private final Deque<InFlight> inFlight = new ArrayDeque<>();
    private PartitionState state;
    private long term = 1;
    private long index;
    private long number;
    private long hybridTime;
    private long skewMs;
    private long lastCommitNanos;
    private boolean leading = true;
    private boolean retired;

    private record InFlight(Entry entry, Runnable committed, Runnable lost) {}

    SimulatedPartition(SimulatedWorld world, PartitionId id, KeyRange range) {
        this.world = world;
        Expressions expressions = new Expressions();
        this.commands = new Commands(expressions);
        this.steps = new Steps(commands);
        this.state = PartitionState.initial(id, new Epoch(1), range);
    }

    private static StorageError error(ErrorCode code, String message) {
        return StorageError.newBuilder().setCode(code.number()).setMessage(message).build();
    }

    KeyRange range() {
        return state.range();
    }

    PartitionId id() {
        return state.partition();
    }

    private long wallMs() {
        return WALL_MS + world.now() / SimulatedWorld.MILLIS + skewMs;
    }

    /// @param answer not called where the answer is lost with the leader
    void transact(TransactRequest request, Consumer<TransactResponse> answer) {
        Command step = steps.of(request);
        propose(
                step,
                (result, at) ->
                        answer.accept(
                                Steps.response(new StepReply(result.outcome(), at), NOT_LEADER)),
                error -> answer.accept(TransactResponse.newBuilder().setError(error).build()));
    }

    /// A write outside transactions: whether it was done, or an error.
    void write(WriteOperation operation, Consumer<Result> done, Consumer<StorageError> refused) {
        WriteCommand command = commands.of(operation);
        propose(command, (result, at) -> done.accept(result), refused);
    }

    private interface Answer {
        void to(Result result, long at);
    }

    private void propose(Command command, Answer answer, Consumer<StorageError> refused) {
        if (retired || !command.keys().stream().allMatch(state.range()::contains)) {
            refused.accept(error(ErrorCode.WRONG_PARTITION, id() + " does not hold it"));
            return;
        }
        if (!leading) {
            refused.accept(NOT_LEADER);
            return;
        }
        long version = HybridTime.next(hybridTime, wallMs());
        Result result =
                io.kvasir.node.partition.Commands.evaluate(
                        command,
                        version,
                        wallMs(),
                        key -> overlay.get(key, store::get),
                        state.locks() > 0 || overlay.mayLock());
        hybridTime = version;
        append(
                result.mutations(),
                () -> answer.to(result, index),
                () -> refused.accept(error(ErrorCode.OUTCOME_UNKNOWN, "the leader changed")));
    }

    private void append(List<Mutation> mutations, Runnable committed, Runnable lost) {
        Entry entry = new Entry(term, number + 1, number, state.epoch(), hybridTime, mutations);
        number++;
        mutations.forEach(mutation -> overlay.add(entry.number(), mutation));
        inFlight.addLast(new InFlight(entry, committed, lost));
        lastCommitNanos =
                Math.max(lastCommitNanos, world.now() + world.between(1000, COMMIT_NANOS_MAX));
        long inTerm = term;
        world.after(
                lastCommitNanos - world.now(),
                () -> {
                    if (term == inTerm && !inFlight.isEmpty()) {
                        InFlight first = inFlight.removeFirst();
                        apply(first);
                        first.committed().run();
                    }
                });
    }

    private void apply(InFlight each) {
        Transition transition =
                Transition.apply(
                        state,
                        new LogPosition(each.entry().term(), ++index),
                        Bytes.ofOwned(each.entry().encode()),
                        _ -> 0);
        if (transition.ignored().isPresent()) {
            throw new AssertionError("an entry in order was ignored: " + transition.ignored());
        }
        state = transition.state();
        for (Mutation mutation : transition.mutations()) {
            switch (mutation) {
                case Mutation.Put(Bytes key, Bytes value) -> store.put(key, value);
                case Mutation.Delete(Bytes key) -> store.remove(key);
                case Mutation.DeleteRange(Bytes start, Bytes end) ->
                        store.subMap(start, end).clear();
            }
        }
        overlay.applied(each.entry());
    }

    /// The leader is gone: some of what was in flight is committed, the rest never is.
    void changeLeader(long pauseNanos) {
        int survive = inFlight.isEmpty() ? 0 : world.dice().nextInt(inFlight.size() + 1);
        world.note(id() + " loses its leader, " + survive + " of " + inFlight.size() + " survive");
        List<InFlight> all = new ArrayList<>(inFlight);
        inFlight.clear();
        for (int i = 0; i < all.size(); i++) {
            if (i < survive) {
                apply(all.get(i));
            }
            if (world.chance(0.5)) {
                all.get(i).lost().run();
            }
        }
        overlay.clear();
        term++;
        number = 0;
        leading = false;
        world.after(
                pauseNanos,
                () -> {
                    leading = true;
                    hybridTime = Math.max(hybridTime, state.hybridTime());
                    skewMs = world.between(-500, 500);
                });
    }

    /// Strongly: locks first, then, a moment later, items.
    void read(List<Bytes> keys, Consumer<ReadResponse> answer) {
        if (retired || !keys.stream().allMatch(state.range()::contains) || !leading) {
            ErrorCode code = leading ? ErrorCode.WRONG_PARTITION : ErrorCode.NOT_LEADER;
            answer.accept(ReadResponse.newBuilder().setError(error(code, "not here")).build());
            return;
        }
        ReadResponse.Builder response =
                ReadResponse.newBuilder().setLastDeleteBefore(state.lastDelete());
        for (Bytes key : keys) {
            Bytes at = LockRecord.key(key);
            Bytes lock = store.get(at);
            if (lock != null) {
                response.addLocks(wire(key, LockRecord.decode(at, lock)));
            }
        }
        world.after(
                world.between(0, SimulatedWorld.MILLIS),
                () -> {
                    keys.forEach(key -> response.addItems(item(key)));
                    answer.accept(response.setLastDeleteAfter(state.lastDelete()).build());
                });
    }

    private Lock wire(Bytes key, LockRecord lock) {
        return Lock.newBuilder()
                .setKey(ItemCodec.toWire(key))
                .setTransaction(Steps.wire(lock.transaction()))
                .setAgeMs(Math.max(0, wallMs() - lock.preparedAtMs()))
                .build();
    }

    private io.kvasir.proto.internal.v1.StoredItem item(Bytes globalKey) {
        Bytes key = Space.ITEM.key(globalKey);
        Bytes value = store.get(key);
        if (value == null) {
            return io.kvasir.proto.internal.v1.StoredItem.getDefaultInstance();
        }
        StoredItem item = StoredItem.decode(key, value);
        return io.kvasir.proto.internal.v1.StoredItem.newBuilder()
                .setFound(true)
                .setVersion(item.version())
                .setItem(UnsafeByteOperations.unsafeWrap(item.attributes().array()))
                .build();
    }

    List<Long> list(Bytes globalKey) {
        return SimulatedClient.values(item(globalKey));
    }

    List<Lock> locksOlderThan(long ageMs) {
        List<Lock> locks = new ArrayList<>();
        KeyRange all = Space.TXN.all();
        store.subMap(all.start(), endOf(all))
                .forEach((key, value) -> {
                    Lock lock = wire(Space.inner(key), LockRecord.decode(key, value));
                    if (lock.getAgeMs() >= ageMs) {
                        locks.add(lock);
                    }
                });
        return locks;
    }

    /// What a sweep over the tokens finds, and has deleted.
    List<TransactionId> sweep(long patienceMs) {
        List<TransactionId> unfinished = new ArrayList<>();
        List<Bytes> expired = new ArrayList<>();
        KeyRange tokens = Maintenance.tokens();
        store.subMap(tokens.start(), endOf(tokens))
                .forEach((key, value) -> {
                    TransactionId id = Maintenance.unfinished(key, value, wallMs(), patienceMs);
                    if (id != null) {
                        unfinished.add(id);
                    }
                    if (Maintenance.isExpired(key, value, wallMs())) {
                        expired.add(key);
                    }
                });
        if (leading && !expired.isEmpty()) {
            append(
                    Maintenance.expireTokens(
                            expired, wallMs(), key -> overlay.get(key, store::get)),
                    () -> {},
                    () -> {});
        }
        return unfinished;
    }

    long tokens() {
        KeyRange tokens = Maintenance.tokens();
        return store.subMap(tokens.start(), endOf(tokens)).size();
    }

    private static Bytes endOf(KeyRange range) {
        Bytes end = range.end();
        if (end == null) {
            throw new IllegalStateException("a space has an end");
        }
        return end;
    }

    /// What is in flight is committed and answered, and nothing comes after.
    void retire() {
        while (!inFlight.isEmpty()) {
            InFlight first = inFlight.removeFirst();
            apply(first);
            first.committed().run();
        }
        retired = true;
    }

    /// Takes over what retired partitions held of this one's range.
    void inherit(List<SimulatedPartition> parents) {
        long locks = 0;
        for (SimulatedPartition parent : parents) {
            copy(Space.ITEM.range(range()), parent);
            copy(Space.TXN.range(range()), parent);
            copy(Maintenance.tokens(range()), parent);
            hybridTime = Math.max(hybridTime, parent.state.hybridTime());
            locks += parent.state.locks();
        }
        state =
                new PartitionState(
                        id(),
                        state.epoch(),
                        range(),
                        LogPosition.NONE,
                        0,
                        0,
                        hybridTime,
                        locks,
                        hybridTime,
                        new TreeSet<>(),
                        new TreeMap<>(),
                        Optional.empty());
    }

    private void copy(KeyRange range, SimulatedPartition parent) {
        @Nullable Bytes end = range.end();
        store.putAll(
                end == null
                        ? parent.store.tailMap(range.start())
                        : parent.store.subMap(range.start(), end));
    }
}
