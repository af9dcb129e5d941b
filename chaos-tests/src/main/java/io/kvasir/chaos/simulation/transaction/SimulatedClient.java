package io.kvasir.chaos.simulation.transaction;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.node.partition.WriteOutcome;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Expression;
import io.kvasir.proto.internal.v1.TransactAction;
import io.kvasir.proto.internal.v1.Update;
import io.kvasir.proto.internal.v1.WriteOperation;
import io.kvasir.routing.execute.KeyRead;
import io.kvasir.routing.execute.ReadOutcome;
import io.kvasir.routing.execute.StepPart;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.transaction.SnapshotReads;
import io.kvasir.routing.transaction.SnapshotReads.Snapshot;
import io.kvasir.routing.transaction.Transaction;
import io.kvasir.routing.transaction.TransactionOutcome;
import io.kvasir.testkit.history.ListTransaction;
import io.kvasir.testkit.history.ListTransaction.Ending;
import io.kvasir.testkit.history.ListTransaction.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One client that appends to lists and reads them, one request after the other, and records what
/// it learns. A transaction with a token whose end it does not learn it sends again elsewhere.
final class SimulatedClient {
    private static final long DEADLINE_NANOS = 5 * SimulatedWorld.SECONDS;
    private static final long WATCH_NANOS = 200 * SimulatedWorld.MILLIS;
    private static final int CALLS_MAX = 4;
    private static final String APPEND = "SET #v = list_append(if_not_exists(#v, :none), :new)";

    private final SimulatedWorld world;
    private final SimulatedNetwork network;
    private final Supplier<SimulatedRouter> routers;
    private final List<Bytes> keys;
    private final int number;
    private final LongSupplier ids;
    private final List<ListTransaction> history;
    private int left;

    /// @param routers one of those that live, for each call
    SimulatedClient(
            SimulatedWorld world,
            SimulatedNetwork network,
            Supplier<SimulatedRouter> routers,
            List<Bytes> keys,
            int number,
            LongSupplier ids,
            List<ListTransaction> history,
            int operations) {
        this.world = world;
        this.network = network;
        this.routers = routers;
        this.keys = keys;
        this.number = number;
        this.ids = ids;
        this.history = history;
        this.left = operations;
    }

    boolean isDone() {
        return left == 0;
    }

    void next() {
        if (left == 0) {
            return;
        }
        double which = world.dice().nextDouble();
        if (which < 0.6) {
            transact(some(2 + world.dice().nextInt(3)), world.chance(0.8));
        } else if (which < 0.75) {
            read(some(2 + world.dice().nextInt(2)));
        } else if (which < 0.9) {
            read(some(1));
        } else {
            write(some(1).getFirst());
        }
    }

    private List<Bytes> some(int count) {
        List<Bytes> rest = new ArrayList<>(keys);
        List<Bytes> some = new ArrayList<>();
        while (some.size() < count) {
            some.add(rest.remove(world.dice().nextInt(rest.size())));
        }
        return some;
    }

    private void ended(long id, List<Step> steps, long invokedNanos, Ending ending) {
        world.note("transaction " + id + " " + ending);
        history.add(new ListTransaction(id, number, steps, invokedNanos, world.now(), ending));
        left--;
        world.after(world.between(0, 20 * SimulatedWorld.MILLIS), this::next);
    }

    void transact(List<Bytes> items, boolean withToken) {
        long id = ids.getAsLong();
        List<StepPart> parts = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (Bytes key : items) {
            steps.add(new Step.Append(name(key), id));
            parts.add(
                    new StepPart(
                            key,
                            Optional.of(
                                    TransactAction.newBuilder()
                                            .setOperation(append(key, id))
                                            .build()),
                            1000));
        }
        Transaction transaction =
                new Transaction(parts, withToken ? Optional.of("t" + id) : Optional.empty(), id);
        world.note("transaction " + id + " on " + steps);
        call(transaction, id, steps, world.now(), 1, false);
    }

    /// @param doubted an earlier call may have had an effect
    private void call(
            Transaction transaction,
            long id,
            List<Step> steps,
            long invokedNanos,
            int calls,
            boolean doubted) {
        SimulatedRouter router = routers.get();
        boolean[] over = {false};
        Consumer<Ending> settle =
                ending -> {
                    if (over[0]) {
                        return;
                    }
                    over[0] = true;
                    boolean again =
                            ending == Ending.UNKNOWN
                                    && transaction.token().isPresent()
                                    && calls < CALLS_MAX;
                    if (again) {
                        world.after(
                                world.between(0, SimulatedWorld.SECONDS),
                                () -> call(transaction, id, steps, invokedNanos, calls + 1, true));
                    } else {
                        ended(id, steps, invokedNanos, ending);
                    }
                };
        router.run(
                router.coordinator().write(transaction),
                world.now() + DEADLINE_NANOS,
                outcome -> settle.accept(ending(outcome, doubted)));
        watch(router, over, () -> settle.accept(Ending.UNKNOWN));
    }

    private void watch(SimulatedRouter router, boolean[] over, Runnable dead) {
        world.after(
                WATCH_NANOS,
                () -> {
                    if (over[0]) {
                        return;
                    }
                    if (router.isDead()) {
                        dead.run();
                    } else {
                        watch(router, over, dead);
                    }
                });
    }

    /// A canceled transaction is canceled whatever became of earlier calls under its token; other
    /// failures say nothing of those.
    private static Ending ending(TransactionOutcome outcome, boolean doubted) {
        return switch (outcome) {
            case TransactionOutcome.Committed _ -> Ending.COMMITTED;
            case TransactionOutcome.Canceled _ -> Ending.ABORTED;
            case TransactionOutcome.Failed failed ->
                    doubted || failed.failure().code().effect() == ErrorCode.Effect.UNKNOWN
                            ? Ending.UNKNOWN
                            : Ending.ABORTED;
        };
    }

    private WriteOperation append(Bytes key, long value) {
        AttributeValue added = new AttributeValue.ListValue(List.of(AttributeValue.of(value)));
        Expression.Builder expression =
                Expression.newBuilder()
                        .setText(APPEND)
                        .putNames("#v", "v")
                        .putValues(
                                ":none", ItemCodec.toWire(new AttributeValue.ListValue(List.of())))
                        .putValues(":new", ItemCodec.toWire(added));
        WriteOperation.Builder operation =
                WriteOperation.newBuilder()
                        .setKey(ItemCodec.toWire(key))
                        .setUpdate(Update.newBuilder().setExpression(expression));
        if (world.chance(0.2)) {
            // One that ceases to hold as the list grows, or one that begins to.
            operation.setCondition(
                    Expression.newBuilder()
                            .setText(
                                    world.chance(0.5)
                                            ? "attribute_not_exists(#v) OR size(#v) < :most"
                                            : "size(#v) >= :most")
                            .putNames("#v", "v")
                            .putValues(
                                    ":most",
                                    ItemCodec.toWire(
                                            AttributeValue.of(1L + world.dice().nextInt(6)))));
        }
        return operation.build();
    }

    /// Outside transactions, sent once.
    private void write(Bytes key) {
        long id = ids.getAsLong();
        long invokedNanos = world.now();
        List<Step> steps = List.of(new Step.Append(name(key), id));
        boolean[] over = {false};
        Consumer<Ending> settle =
                ending -> {
                    if (!over[0]) {
                        over[0] = true;
                        ended(id, steps, invokedNanos, ending);
                    }
                };
        SimulatedPartition partition = routers.get().at(key);
        WriteOperation operation = append(key, id);
        network.carryOnce(
                "WRITE " + id + " at " + partition.id(),
                () ->
                        partition.write(
                                operation,
                                result ->
                                        settle.accept(
                                                result.outcome() instanceof WriteOutcome.Done
                                                        ? Ending.COMMITTED
                                                        : Ending.ABORTED),
                                error ->
                                        settle.accept(
                                                ErrorCode.of(error.getCode()).effect()
                                                                == ErrorCode.Effect.UNKNOWN
                                                        ? Ending.UNKNOWN
                                                        : Ending.ABORTED)));
        world.after(SimulatedWorld.SECONDS, () -> settle.accept(Ending.UNKNOWN));
    }

    /// Several at one moment, or one.
    void read(List<Bytes> items) {
        long id = ids.getAsLong();
        long invokedNanos = world.now();
        List<KeyRead> reads =
                items.stream()
                        .map(key -> new KeyRead(key, ReadOptions.STRONG, Optional.empty()))
                        .toList();
        SimulatedRouter router = routers.get();
        boolean[] over = {false};
        Consumer<List<Step>> settle =
                steps -> {
                    if (!over[0]) {
                        over[0] = true;
                        ended(
                                id,
                                steps,
                                invokedNanos,
                                steps.isEmpty() ? Ending.ABORTED : Ending.COMMITTED);
                    }
                };
        router.run(
                items.size() == 1
                        ? new io.kvasir.routing.transaction.Protocol.Read<>(
                                reads, SimulatedClient::single)
                        : SnapshotReads.read(reads),
                world.now() + DEADLINE_NANOS,
                snapshot -> settle.accept(steps(items, snapshot)));
        watch(router, over, () -> settle.accept(List.of()));
    }

    private static io.kvasir.routing.transaction.Protocol<Snapshot> single(
            List<ReadOutcome> outcomes) {
        return new io.kvasir.routing.transaction.Protocol.Done<>(
                switch (outcomes.getFirst()) {
                    case ReadOutcome.Done done -> new Snapshot.Taken(List.of(done));
                    case ReadOutcome.Failed failed -> new Snapshot.Failed(failed.failure());
                });
    }

    private static List<Step> steps(List<Bytes> items, Snapshot snapshot) {
        List<Step> steps = new ArrayList<>();
        if (snapshot instanceof Snapshot.Taken taken) {
            for (int i = 0; i < items.size(); i++) {
                steps.add(
                        new Step.ReadList(name(items.get(i)), values(taken.items().get(i).item())));
            }
        }
        return steps;
    }

    static List<Long> values(io.kvasir.proto.internal.v1.StoredItem item) {
        if (!item.getFound()) {
            return List.of();
        }
        AttributeValue list = ItemCodec.fromBytes(item.getItem()).attributes().get("v");
        return list instanceof AttributeValue.ListValue all
                ? all.elements().stream()
                        .map(each -> ((AttributeValue.NumberValue) each).value().toString())
                        .map(Long::parseLong)
                        .toList()
                : List.of();
    }

    static String name(Bytes key) {
        return key.toString();
    }
}
