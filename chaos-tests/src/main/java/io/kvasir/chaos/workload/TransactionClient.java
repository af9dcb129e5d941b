package io.kvasir.chaos.workload;

import io.grpc.Deadline;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import io.kvasir.model.table.TableName;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.GetItem;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.request.Substitutions;
import io.kvasir.routing.request.TransactGet;
import io.kvasir.routing.request.TransactGetReply;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.request.UpdateItem;
import io.kvasir.routing.request.WriteOptions;
import io.kvasir.routing.transaction.TransactionOutcome;
import io.kvasir.testkit.history.ListTransaction;
import io.kvasir.testkit.history.ListTransaction.Ending;
import io.kvasir.testkit.history.ListTransaction.Step.Append;
import io.kvasir.testkit.history.ListTransaction.Step.ReadList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Transactions over lists in several partitions: appends, reads of several lists at one moment,
/// and appends that demand that another list is still as it was read (so that a write skew shows).
final class TransactionClient implements Step {
    private static final int KEYS_MAX = 3;
    private static final String LIST = "l";

    private final int number;
    private final DataPlane data;
    private final ListKeys keys;
    private final RandomGenerator dice;
    private final Recorder recorder;
    private final long patienceMillis;

    TransactionClient(
            int number,
            DataPlane data,
            ListKeys keys,
            RandomGenerator dice,
            Recorder recorder,
            long patienceMillis) {
        this.number = number;
        this.data = data;
        this.keys = keys;
        this.dice = dice;
        this.recorder = recorder;
        this.patienceMillis = patienceMillis;
    }

    @Override
    public void run() {
        SequencedSet<ItemPlace> places = new LinkedHashSet<>();
        int wanted = 1 + dice.nextInt(KEYS_MAX);
        for (int i = 0; i < wanted; i++) {
            places.add(keys.pick(dice));
        }
        switch (dice.nextInt(4)) {
            case 0 -> {
                var _ = read(places);
            }
            case 1 -> appendIfUnchanged(places);
            default -> append(places);
        }
    }

    private void append(SequencedSet<ItemPlace> places) {
        List<ListTransaction.Step> steps = new ArrayList<>();
        List<TransactWrite.Action> actions = new ArrayList<>();
        for (ItemPlace place : places) {
            long value = recorder.nextId();
            steps.add(new Append(name(place), value));
            actions.add(appending(place, value));
            keys.appended(place);
        }
        write("append transaction", Recorder.now(), steps, actions);
    }

    /// @return whether it was let through
    boolean read(SequencedSet<ItemPlace> places) {
        long invoked = Recorder.now();
        Optional<List<ListTransaction.Step>> seen = lists(places);
        if (seen.isPresent()) {
            record("read transaction", invoked, seen.get(), Ending.COMMITTED);
        } else {
            recorder.event("direct", "read transaction", "", invoked, Recorder.Ending.REJECTED);
        }
        return seen.isPresent();
    }

    /// Reads all, then appends to the first where the others have not grown since: they are only
    /// appended to, so the same length is the same list.
    private void appendIfUnchanged(SequencedSet<ItemPlace> places) {
        long invoked = Recorder.now();
        Optional<List<ListTransaction.Step>> seen = lists(places);
        if (seen.isEmpty()) {
            recorder.event("direct", "read transaction", "", invoked, Recorder.Ending.REJECTED);
            return;
        }
        ItemPlace first = places.getFirst();
        long value = recorder.nextId();
        List<ListTransaction.Step> steps = new ArrayList<>();
        List<TransactWrite.Action> actions = new ArrayList<>();
        Map<String, Integer> lengths = new LinkedHashMap<>();
        for (ListTransaction.Step step : seen.get()) {
            if (step instanceof ReadList(String key, List<Long> values)) {
                lengths.put(key, values.size());
                if (!key.equals(name(first))) {
                    steps.add(step);
                }
            }
        }
        for (ItemPlace place : places) {
            if (!place.equals(first)) {
                actions.add(unchanged(place, lengths.getOrDefault(name(place), 0)));
            }
        }
        steps.add(new Append(name(first), value));
        actions.add(appending(first, value));
        keys.appended(first);
        write("conditional transaction", invoked, steps, actions);
    }

    private void write(
            String kind,
            long invoked,
            List<ListTransaction.Step> steps,
            List<TransactWrite.Action> actions) {
        String token = dice.nextBoolean() ? "t" + number + "-" + dice.nextInt() : "";
        Ending ending = write(new TransactWrite(actions, token));
        for (int i = 0; i < 2 && ending == Ending.UNKNOWN && !token.isEmpty(); i++) {
            // That the last attempt did nothing says nothing of the one before it.
            ending =
                    write(new TransactWrite(actions, token)) == Ending.COMMITTED
                            ? Ending.COMMITTED
                            : Ending.UNKNOWN;
        }
        record(kind, invoked, steps, ending);
    }

    private Ending write(TransactWrite request) {
        try {
            return switch (DataPlane.await(data.transactWrite(request, deadline()))) {
                case TransactionOutcome.Committed _ -> Ending.COMMITTED;
                case TransactionOutcome.Canceled _ -> Ending.ABORTED;
                case TransactionOutcome.Failed(RequestFailure failure) -> ending(failure);
            };
        } catch (RequestFailedException e) {
            return ending(e.failure());
        }
    }

    static Ending ending(RequestFailure failure) {
        return failure.code().effect() == ErrorCode.Effect.UNKNOWN
                ? Ending.UNKNOWN
                : Ending.ABORTED;
    }

    private Optional<List<ListTransaction.Step>> lists(SequencedSet<ItemPlace> places) {
        List<GetItem> gets = new ArrayList<>();
        for (ItemPlace place : places) {
            gets.add(
                    new GetItem(new TableName(place.table()), place.keyItem(), ReadOptions.STRONG));
        }
        try {
            TransactGetReply reply =
                    DataPlane.await(data.transactGet(new TransactGet(gets), deadline()));
            List<ListTransaction.Step> steps = new ArrayList<>();
            int next = 0;
            for (ItemPlace place : places) {
                Optional<EncodedItem> item = reply.items().get(next++).item();
                steps.add(
                        new ReadList(
                                name(place),
                                item.map(EncodedItem::item)
                                        .map(TransactionClient::values)
                                        .orElse(List.of())));
            }
            return Optional.of(steps);
        } catch (RequestFailedException e) {
            return Optional.empty();
        }
    }

    private static List<Long> values(Item item) {
        List<Long> values = new ArrayList<>();
        if (item.get(LIST) instanceof AttributeValue.ListValue(List<AttributeValue> elements)) {
            for (AttributeValue element : elements) {
                if (element instanceof AttributeValue.NumberValue(Decimal value)) {
                    values.add(value.value().longValueExact());
                }
            }
        }
        return values;
    }

    private static TransactWrite.Action appending(ItemPlace place, long value) {
        Substitutions placeholders =
                new Substitutions(
                        Map.of("#l", LIST),
                        Map.of(
                                ":none",
                                new AttributeValue.ListValue(List.of()),
                                ":more",
                                new AttributeValue.ListValue(List.of(AttributeValue.of(value)))));
        return new TransactWrite.Action.Update(
                new UpdateItem(
                        new TableName(place.table()),
                        place.keyItem(),
                        "SET #l = list_append(if_not_exists(#l, :none), :more)",
                        WriteOptions.DEFAULT.withCondition("", placeholders)));
    }

    private static TransactWrite.Action unchanged(ItemPlace place, int length) {
        WriteOptions condition =
                length == 0
                        ? WriteOptions.DEFAULT.withCondition(
                                "attribute_not_exists(#l)",
                                new Substitutions(Map.of("#l", LIST), Map.of()))
                        : WriteOptions.DEFAULT.withCondition(
                                "size(#l) = :n",
                                new Substitutions(
                                        Map.of("#l", LIST),
                                        Map.of(":n", AttributeValue.of(length))));
        return new TransactWrite.Action.Check(
                new TableName(place.table()), place.keyItem(), condition);
    }

    private void record(
            String kind, long invoked, List<ListTransaction.Step> steps, Ending ending) {
        recorder.transaction(
                "direct",
                "",
                kind,
                new ListTransaction(
                        recorder.nextId(), number, steps, invoked, Recorder.now(), ending));
    }

    private static String name(ItemPlace place) {
        return place.table() + "/" + place.key();
    }

    private Deadline deadline() {
        return Deadline.after(patienceMillis, TimeUnit.MILLISECONDS);
    }
}
