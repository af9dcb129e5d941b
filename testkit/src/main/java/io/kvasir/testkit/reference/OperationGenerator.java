package io.kvasir.testkit.reference;

import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import io.kvasir.testkit.reference.Operation.Returned;
import io.kvasir.testkit.reference.Operation.SortCondition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Random operations from a seed: few keys, so that operations meet; few attribute names, so that
/// paths do; and in about one of ten a deliberate fault.
public final class OperationGenerator {
    private static final String MISSING_TABLE = "no-such-table";
    private static final List<String> NAMES = List.of("a", "b", "c", "size", "naïve name");
    private static final int PARTITION_KEYS = 4;
    private static final int SORT_KEYS = 6;
    private static final int DEPTH_MAX = 3;
    private static final int FAULT_ONE_IN = 10;

    private final RandomGenerator random;
    private final SequencedMap<String, KeySchema> tables;
    private final List<String> tableNames;

    public OperationGenerator(RandomGenerator random, SequencedMap<String, KeySchema> tables) {
        this.random = random;
        this.tables = new LinkedHashMap<>(tables);
        this.tableNames = List.copyOf(tables.keySet());
    }

    public Operation next() {
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> get(table(), random.nextInt(4) > 0);
            case 3, 4, 5, 6 -> put(table());
            case 7 -> delete(table());
            case 8, 9, 10, 11, 12 -> modify(table());
            case 13, 14 -> query(sortedTable());
            case 15 -> scan(table());
            case 16 -> batchGet(table());
            case 17 -> batchWrite(table());
            case 18 -> transactGet(table());
            default -> transactWrite();
        };
    }

    Operation.Get get(String table, boolean strong) {
        return new Operation.Get(table, key(table), strong);
    }

    private String table() {
        return random.nextInt(100) == 0 ? MISSING_TABLE : pick(tableNames);
    }

    private String sortedTable() {
        return pick(
                tableNames.stream().filter(name -> schema(name).sortKey().isPresent()).toList());
    }

    private KeySchema schema(String table) {
        return Optional.ofNullable(tables.get(table))
                .orElseGet(() -> tables.firstEntry().getValue());
    }

    private Operation.Put put(String table) {
        Item item = item(table);
        if (fault()) {
            item = random.nextBoolean() ? withWrongKeyType(table, item) : withoutKey(table, item);
        }
        return new Operation.Put(
                table,
                item,
                maybe(() -> condition(2)),
                pick(List.of(Returned.NONE, Returned.ALL_OLD)),
                random.nextBoolean());
    }

    private Operation.Delete delete(String table) {
        return new Operation.Delete(
                table,
                keyOrFault(table),
                maybe(() -> condition(2)),
                pick(List.of(Returned.NONE, Returned.ALL_OLD)),
                random.nextBoolean());
    }

    private Operation.Modify modify(String table) {
        Update update = update(table);
        boolean flat =
                update.actions().stream().allMatch(action -> action.path().steps().isEmpty());
        // What UPDATED_… returns of list elements depends on more than the paths: asked for whole
        // attributes only.
        List<Returned> returned =
                flat
                        ? List.of(Returned.values())
                        : List.of(Returned.NONE, Returned.ALL_OLD, Returned.ALL_NEW);
        return new Operation.Modify(
                table,
                keyOrFault(table),
                update,
                maybe(() -> condition(2)),
                pick(returned),
                random.nextBoolean());
    }

    private Update update(String table) {
        int count = 1 + random.nextInt(3);
        List<Update.Action> actions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            actions.add(action(fault() ? Path.of(schema(table).partitionKey().name()) : path()));
        }
        boolean overlapAllowed = fault();
        List<Update.Action> distinct = new ArrayList<>();
        for (Update.Action action : actions) {
            boolean clashes =
                    distinct.stream()
                            .anyMatch(other ->
                                    other.path().overlaps(action.path())
                                            || other.path().conflicts(action.path()));
            if (overlapAllowed || !clashes) {
                distinct.add(action);
            }
        }
        return new Update(distinct);
    }

    private Update.Action action(Path path) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4 -> new Update.Action.Set(path, source());
            case 5, 6 -> new Update.Action.Remove(path);
            case 7, 8 -> new Update.Action.Add(path, random.nextInt(3) == 0 ? set() : number());
            default -> new Update.Action.Delete(path, set());
        };
    }

    private Update.Source source() {
        return switch (random.nextInt(8)) {
            case 0 -> new Update.Source.Copy(path());
            case 1 -> new Update.Source.Plus(path(), smallNumber());
            case 2 -> new Update.Source.Minus(path(), smallNumber());
            case 3 -> new Update.Source.IfNotExists(path(), value(1));
            case 4 ->
                    new Update.Source.Append(
                            path(), new AttributeValue.ListValue(List.of(value(1), value(1))));
            default -> new Update.Source.Literal(value(DEPTH_MAX));
        };
    }

    private Operation.Query query(String table) {
        KeyAttribute sort = schema(table).sortKey().orElseThrow();
        return new Operation.Query(
                table,
                keyValue(schema(table).partitionKey(), PARTITION_KEYS),
                maybe(() -> sortCondition(sort)),
                maybe(() -> condition(2)),
                random.nextBoolean(),
                random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0);
    }

    private SortCondition sortCondition(KeyAttribute sort) {
        AttributeValue one = keyValue(sort, SORT_KEYS);
        return switch (random.nextInt(4)) {
            case 0 -> {
                AttributeValue two = keyValue(sort, SORT_KEYS);
                boolean ascending =
                        new Condition.Compare(Path.of("k"), Condition.Comparison.LESS_OR_EQUAL, two)
                                .holds(Item.of("k", one));
                yield ascending
                        ? new SortCondition.Between(one, two)
                        : new SortCondition.Between(two, one);
            }
            case 1 ->
                    one instanceof AttributeValue.NumberValue
                            ? new SortCondition.Compare(Condition.Comparison.EQUAL, one)
                            : new SortCondition.BeginsWith(shortened(one));
            default -> {
                Condition.Comparison comparison = pick(List.of(Condition.Comparison.values()));
                yield new SortCondition.Compare(
                        comparison == Condition.Comparison.NOT_EQUAL
                                ? Condition.Comparison.LESS
                                : comparison,
                        one);
            }
        };
    }

    private static AttributeValue shortened(AttributeValue key) {
        return switch (key) {
            case AttributeValue.StringValue(String text) -> AttributeValue.of(text.substring(0, 1));
            case AttributeValue.BinaryValue(Bytes bytes) ->
                    AttributeValue.of(Bytes.ofOwned(java.util.Arrays.copyOf(bytes.array(), 1)));
            default -> key;
        };
    }

    private Operation.Scan scan(String table) {
        return new Operation.Scan(table, maybe(() -> condition(2)), 1 + random.nextInt(3));
    }

    private Operation.BatchGet batchGet(String table) {
        return new Operation.BatchGet(table, keys(table, 1 + random.nextInt(8)));
    }

    private Operation.TransactGet transactGet(String table) {
        return new Operation.TransactGet(
                table, List.copyOf(new LinkedHashSet<>(keys(table, 1 + random.nextInt(5)))));
    }

    private Operation.BatchWrite batchWrite(String table) {
        List<Item> puts = new ArrayList<>();
        List<Item> deletes = new ArrayList<>();
        for (Item key : keys(table, 1 + random.nextInt(8))) {
            if (random.nextBoolean()) {
                puts.add(withAttributes(key));
            } else {
                deletes.add(key);
            }
        }
        return new Operation.BatchWrite(table, puts, deletes);
    }

    private Operation.TransactWrite transactWrite() {
        Map<String, Operation.Write> writes = new LinkedHashMap<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String table = pick(tableNames);
            Item key = fault() ? withWrongKeyType(table, key(table)) : key(table);
            Optional<Condition> condition = maybe(() -> condition(1));
            Operation.Write write =
                    switch (random.nextInt(4)) {
                        case 0 ->
                                new Operation.Put(
                                        table,
                                        withAttributes(key),
                                        condition,
                                        Returned.NONE,
                                        false);
                        case 1 -> new Operation.Delete(table, key, condition, Returned.NONE, false);
                        case 2 ->
                                new Operation.Modify(
                                        table,
                                        key,
                                        updateWithoutFault(),
                                        condition,
                                        Returned.NONE,
                                        false);
                        default ->
                                new Operation.Check(
                                        table,
                                        key,
                                        Optional.of(
                                                condition.orElseGet(
                                                        () -> new Condition.NotExists(path()))));
                    };
            writes.putIfAbsent(table + key, write);
        }
        return new Operation.TransactWrite(List.copyOf(writes.values()));
    }

    private Update updateWithoutFault() {
        return new Update(List.of(action(path())));
    }

    private Condition condition(int depth) {
        Path path = path();
        return switch (random.nextInt(depth > 0 ? 13 : 9)) {
            case 0 -> new Condition.Exists(path);
            case 1 -> new Condition.NotExists(path);
            case 2, 3 ->
                    new Condition.Compare(
                            path, pick(List.of(Condition.Comparison.values())), orderedValue());
            case 4 ->
                    new Condition.SizeCompare(
                            path, pick(List.of(Condition.Comparison.values())), random.nextInt(5));
            case 5 -> {
                long low = random.nextInt(10);
                yield new Condition.Between(
                        path, AttributeValue.of(low), AttributeValue.of(low + random.nextInt(10)));
            }
            case 6 -> new Condition.In(path, List.of(value(1), value(1), orderedValue()));
            case 7 -> new Condition.BeginsWith(path, AttributeValue.of(text()));
            case 8 ->
                    random.nextBoolean()
                            ? new Condition.Contains(path, AttributeValue.of(text()))
                            : new Condition.HasType(
                                    path,
                                    pick(
                                            List.of(
                                                    "S", "N", "B", "BOOL", "NULL", "L", "M", "SS",
                                                    "NS", "BS")));
            case 9, 10 -> new Condition.And(condition(depth - 1), condition(depth - 1));
            case 11 -> new Condition.Or(condition(depth - 1), condition(depth - 1));
            default -> new Condition.Not(condition(depth - 1));
        };
    }

    private Path path() {
        List<Path.Step> steps = new ArrayList<>();
        while (steps.size() < DEPTH_MAX && random.nextInt(3) == 0) {
            steps.add(
                    random.nextInt(3) == 0
                            ? new Path.Step.Index(random.nextInt(4))
                            : new Path.Step.Name(pick(NAMES)));
        }
        return new Path(pick(NAMES), steps);
    }

    private Item item(String table) {
        return withAttributes(key(table));
    }

    private Item withAttributes(Item key) {
        Item item = key;
        for (String name : NAMES) {
            if (random.nextInt(5) < 3) {
                item = item.with(name, value(DEPTH_MAX));
            }
        }
        return item;
    }

    private List<Item> keys(String table, int count) {
        LinkedHashSet<Item> keys = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            keys.add(key(table));
        }
        List<Item> list = new ArrayList<>(keys);
        if (fault()) {
            list.add(list.getFirst());
        }
        return list;
    }

    Item key(String table) {
        KeySchema schema = schema(table);
        Item key =
                Item.of(
                        schema.partitionKey().name(),
                        keyValue(schema.partitionKey(), PARTITION_KEYS));
        return schema.sortKey()
                .map(sort -> key.with(sort.name(), keyValue(sort, SORT_KEYS)))
                .orElse(key);
    }

    private Item keyOrFault(String table) {
        Item key = key(table);
        if (!fault()) {
            return key;
        }
        return switch (random.nextInt(3)) {
            case 0 -> withWrongKeyType(table, key);
            case 1 -> withoutKey(table, key);
            default -> key.with("b", value(0));
        };
    }

    private Item withWrongKeyType(String table, Item item) {
        return item.with(schema(table).partitionKey().name(), AttributeValue.of(true));
    }

    private Item withoutKey(String table, Item item) {
        return item.without(schema(table).partitionKey().name());
    }

    private AttributeValue keyValue(KeyAttribute attribute, int count) {
        int which = random.nextInt(count);
        return switch (attribute.type()) {
            case S ->
                    AttributeValue.of(
                            List.of("k", "kk", "l\u0000", "ü", "k\u0000\u0001", "𝄞").get(which));
            case N ->
                    AttributeValue.of(
                            Decimal.parse(
                                    List.of("0", "-1.5", "12", "1E-20", "-100", "11.99")
                                            .get(which)));
            case B ->
                    AttributeValue.of(
                            Bytes.ofHex(
                                    List.of("00", "0001", "ff", "00ff", "ffff", "01").get(which)));
        };
    }

    private AttributeValue value(int depth) {
        return switch (random.nextInt(depth > 0 ? 12 : 8)) {
            case 0, 1 -> AttributeValue.of(text());
            case 2, 3 -> number();
            case 4 -> AttributeValue.of(random.nextBoolean());
            case 5 -> new AttributeValue.NullValue();
            case 6 ->
                    AttributeValue.of(
                            Bytes.ofOwned(
                                    new byte[] {
                                        (byte) random.nextInt(4), (byte) random.nextInt(4)
                                    }));
            case 7 -> set();
            case 8, 9 -> list(depth - 1);
            default -> map(depth - 1);
        };
    }

    private AttributeValue orderedValue() {
        return random.nextBoolean() ? number() : AttributeValue.of(text());
    }

    private AttributeValue list(int depth) {
        List<AttributeValue> elements = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            elements.add(value(depth));
        }
        return new AttributeValue.ListValue(elements);
    }

    private AttributeValue map(int depth) {
        SequencedMap<String, AttributeValue> entries = new LinkedHashMap<>();
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                entries.put(name, value(depth));
            }
        }
        return new AttributeValue.MapValue(entries);
    }

    private AttributeValue set() {
        int count = 1 + random.nextInt(3);
        if (random.nextBoolean()) {
            LinkedHashSet<String> texts = new LinkedHashSet<>();
            for (int i = 0; i < count; i++) {
                texts.add(text());
            }
            return new AttributeValue.StringSet(texts);
        }
        LinkedHashSet<Decimal> numbers = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            numbers.add(smallNumber());
        }
        return new AttributeValue.NumberSet(numbers);
    }

    private AttributeValue number() {
        if (random.nextInt(4) > 0) {
            return AttributeValue.of(smallNumber());
        }
        BigInteger digits =
                new BigInteger(60 + random.nextInt(40), new java.util.Random(random.nextLong()));
        return AttributeValue.of(
                new Decimal(new BigDecimal(digits, random.nextInt(20)).stripTrailingZeros()));
    }

    private Decimal smallNumber() {
        return Decimal.of(random.nextInt(20) - 5);
    }

    private String text() {
        return pick(List.of("x", "xy", "xyz", "ß", "y"));
    }

    private boolean fault() {
        return random.nextInt(FAULT_ONE_IN) == 0;
    }

    private <T> Optional<T> maybe(Supplier<T> made) {
        return random.nextBoolean() ? Optional.of(made.get()) : Optional.empty();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
