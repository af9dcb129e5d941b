package io.kvasir.testkit.checker;

import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.Action.Consistency;
import io.kvasir.testkit.history.Expectation;
import io.kvasir.testkit.history.FinalItem;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.Result;
import io.kvasir.testkit.history.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A correct store run by concurrent clients: each operation takes effect at a moment between its
/// invocation and its completion; some replies are lost.
final class RandomExecution {
    /// @param keys that all clients share
    /// @param counters all operations are additions and reads
    record Shape(int clients, int keys, int operations, boolean counters, double unknownShare) {}

    private static final class Item {
        private @Nullable String value;
        private long version;
    }

    /// An invoked operation and the moment it will take effect.
    private record Pending(
            int client, String key, Action action, long invoked, long effect, boolean lost)
            implements Comparable<Pending> {
        @Override
        public int compareTo(Pending other) {
            int byTime = Long.compare(effect, other.effect);
            return byTime != 0 ? byTime : Integer.compare(client, other.client);
        }
    }

    private final RandomGenerator random;
    private final Shape shape;
    private final TreeMap<String, Item> items = new TreeMap<>();
    private final List<Operation> operations = new ArrayList<>();
    private final PriorityQueue<Pending> pending = new PriorityQueue<>();
    private long index;
    private int values;

    RandomExecution(RandomGenerator random, Shape shape) {
        this.random = random;
        this.shape = shape;
    }

    History run() {
        for (int client = 0; client < shape.clients(); client++) {
            invoke(client, random.nextInt(100));
        }
        while (!pending.isEmpty()) {
            Pending next = pending.remove();
            Result result = effect(next);
            long completed = next.effect() + random.nextInt(100);
            boolean lost = next.lost() && !next.action().isRead();
            operations.add(
                    new Operation(
                            operations.size(),
                            next.client(),
                            next.key(),
                            next.action(),
                            next.invoked(),
                            completed,
                            lost ? new Result.Unknown("lost") : result));
            if (operations.size() + pending.size() < shape.operations()) {
                invoke(next.client(), completed + 1 + random.nextInt(50));
            }
        }
        return History.of(operations).withFinalItems(finalItems());
    }

    private List<FinalItem> finalItems() {
        List<FinalItem> finals = new ArrayList<>();
        items.forEach((key, item) ->
                finals.add(new FinalItem(key, item.value, Stamp.ofVersion(versionOf(item)))));
        return finals;
    }

    private static long versionOf(Item item) {
        return item.value == null ? 0 : item.version;
    }

    private void invoke(int client, long at) {
        String key = "k" + random.nextInt(shape.keys());
        boolean lost = random.nextDouble() < shape.unknownShare();
        // A lost request may take effect long after its client gave up.
        long effect = at + 1 + (lost ? random.nextInt(2_000) : random.nextInt(100));
        pending.add(new Pending(client, key, action(key), at, effect, lost));
    }

    private Action action(String key) {
        if (shape.counters()) {
            return random.nextInt(3) == 0
                    ? new Action.Read(Consistency.STRONG)
                    : new Action.Add(1 + random.nextInt(5));
        }
        String value = "v" + values++;
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> new Action.Read(Consistency.STRONG);
            case 3 -> new Action.PutIf(expectation(key), value);
            case 4 ->
                    random.nextInt(4) == 0
                            ? new Action.DeleteIf(expectation(key))
                            : new Action.PutIf(expectation(key), value);
            case 5 -> random.nextInt(3) == 0 ? new Action.Delete() : new Action.Put(value);
            default -> new Action.Put(value);
        };
    }

    private Expectation expectation(String key) {
        Item item = items.getOrDefault(key, new Item());
        return switch (random.nextInt(4)) {
            case 0 -> new Expectation.Absent();
            case 1 -> new Expectation.Present();
            case 2 -> new Expectation.Value(item.value == null ? "none" : item.value);
            default -> new Expectation.Version(item.version);
        };
    }

    private Result effect(Pending operation) {
        Item item = items.computeIfAbsent(operation.key(), _ -> new Item());
        return switch (operation.action()) {
            case Action.Read _ ->
                    new Result.Seen(item.value, new Stamp(1, index, versionOf(item)), 0);
            case Action.Put(String value) -> write(item, value);
            case Action.Delete _ -> write(item, null);
            case Action.PutIf(Expectation expected, String value) ->
                    holds(item, expected) ? write(item, value) : conditionFailed(item);
            case Action.DeleteIf(Expectation expected) ->
                    holds(item, expected) ? write(item, null) : conditionFailed(item);
            case Action.Add(long delta) -> {
                long after = (item.value == null ? 0 : Long.parseLong(item.value)) + delta;
                yield new Result.Added(after, write(item, Long.toString(after)).stamp());
            }
        };
    }

    private Result conditionFailed(Item item) {
        return new Result.ConditionFailed(new Stamp(1, index, versionOf(item)));
    }

    private Result write(Item item, @Nullable String value) {
        item.value = value;
        item.version = ++index;
        return new Result.Written(new Stamp(1, index, index));
    }

    private static boolean holds(Item item, Expectation expected) {
        return switch (expected) {
            case Expectation.Absent _ -> item.value == null;
            case Expectation.Present _ -> item.value != null;
            case Expectation.Value(String value) -> value.equals(item.value);
            case Expectation.Version(long version) -> item.value != null && item.version == version;
        };
    }
}
