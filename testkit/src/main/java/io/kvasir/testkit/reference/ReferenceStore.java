package io.kvasir.testkit.reference;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.testkit.reference.Operation.Returned;
import io.kvasir.testkit.reference.Operation.SortCondition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All tables in sorted maps; every operation in the plainest way. Single-threaded.
public final class ReferenceStore {
    /// Partition key, then sort key (a constant in tables without one), each in the service's
    /// order.
    private record Key(AttributeValue partition, AttributeValue sort) {}

    private record TableState(KeySchema schema, NavigableMap<Key, Item> items) {}

    private static final AttributeValue NO_SORT_KEY = new AttributeValue.NullValue();
    private static final Comparator<Key> BY_KEY =
            Comparator.comparing(Key::partition, ReferenceStore::compareKeys)
                    .thenComparing(Key::sort, ReferenceStore::compareKeys);

    private static final String DUPLICATES = "Provided list of item keys contains duplicates";

    private final Map<String, TableState> tables = new LinkedHashMap<>();

    public void createTable(String name, KeySchema schema) {
        tables.put(name, new TableState(schema, new TreeMap<>(BY_KEY)));
    }

    /// Performs the operation and answers as the service would.
    public Answer perform(Operation operation) {
        try {
            return switch (operation) {
                case Operation.Get get -> new Answer.One(get(get.table(), get.key()));
                case Operation.Write write -> write(write);
                case Operation.Query query -> query(query);
                case Operation.Scan scan -> new Answer.Many(scan(scan));
                case Operation.BatchGet batch -> new Answer.Many(batchGet(batch));
                case Operation.BatchWrite batch -> batchWrite(batch);
                case Operation.TransactGet get ->
                        new Answer.Each(
                                get.keys().stream().map(key -> get(get.table(), key)).toList());
                case Operation.TransactWrite transaction -> transact(transaction);
            };
        } catch (ReferenceFailure failure) {
            return new Answer.Refused(
                    failure.code(), String.valueOf(failure.getMessage()), failure.item());
        }
    }

    private TableState table(String name) {
        TableState table = tables.get(name);
        if (table == null) {
            throw new ReferenceFailure(ErrorCode.TABLE_NOT_FOUND, "", Optional.empty());
        }
        return table;
    }

    private Optional<Item> get(String tableName, Item key) {
        TableState table = table(tableName);
        return Optional.ofNullable(table.items().get(bareKey(table.schema(), key)));
    }

    private Answer write(Operation.Write write) {
        refuseOverlaps(write);
        TableState table = table(write.table());
        Key key = keyOf(table.schema(), write);
        refuseKeyChange(table.schema(), write);
        Item old = table.items().get(key);
        boolean itemOnFailure = itemOnFailure(write);
        Item before = old == null ? Item.EMPTY : old;
        if (write.condition().isPresent() && !write.condition().get().holds(before)) {
            throw new ReferenceFailure(
                    ErrorCode.CONDITION_FAILED,
                    "",
                    itemOnFailure ? Optional.ofNullable(old) : Optional.empty());
        }
        Item updated = updated(write, old);
        if (updated == null) {
            table.items().remove(key);
        } else {
            table.items().put(key, updated);
        }
        return new Answer.One(returned(write, old, updated));
    }

    /// The item after the write; null where there is none.
    private static @Nullable Item updated(Operation.Write write, @Nullable Item old) {
        return switch (write) {
            case Operation.Put put -> put.item();
            case Operation.Delete _ -> null;
            case Operation.Modify modify -> modify.update().apply(old == null ? modify.key() : old);
            case Operation.Check _ -> old;
        };
    }

    private static void refuseKeyChange(KeySchema schema, Operation.Write write) {
        if (write instanceof Operation.Modify modify
                && modify.update().actions().stream()
                        .anyMatch(action -> schema.isKeyAttribute(action.path().root()))) {
            throw ReferenceFailure.validation("");
        }
    }

    private static void refuseOverlaps(Operation.Write write) {
        List<Update.Action> actions =
                write instanceof Operation.Modify modify ? modify.update().actions() : List.of();
        for (int i = 0; i < actions.size(); i++) {
            for (int j = i + 1; j < actions.size(); j++) {
                Path one = actions.get(i).path();
                Path two = actions.get(j).path();
                if (one.overlaps(two) || one.conflicts(two)) {
                    throw ReferenceFailure.validation("");
                }
            }
        }
    }

    private static boolean itemOnFailure(Operation.Write write) {
        return switch (write) {
            case Operation.Put put -> put.itemOnFailure();
            case Operation.Delete delete -> delete.itemOnFailure();
            case Operation.Modify modify -> modify.itemOnFailure();
            case Operation.Check _ -> false;
        };
    }

    private static Optional<Item> returned(
            Operation.Write write, @Nullable Item old, @Nullable Item updated) {
        Returned returned =
                switch (write) {
                    case Operation.Put put -> put.returned();
                    case Operation.Delete delete -> delete.returned();
                    case Operation.Modify modify -> modify.returned();
                    case Operation.Check _ -> Returned.NONE;
                };
        return switch (returned) {
            case NONE -> Optional.empty();
            case ALL_OLD -> Optional.ofNullable(old);
            case ALL_NEW -> Optional.ofNullable(updated);
            case UPDATED_OLD -> touched((Operation.Modify) write, old);
            case UPDATED_NEW -> touched((Operation.Modify) write, updated);
        };
    }

    /// The parts of an item that the update names, each at its path.
    private static Optional<Item> touched(Operation.Modify modify, @Nullable Item item) {
        if (item == null) {
            return Optional.empty();
        }
        Item parts = Item.EMPTY;
        for (Update.Action action : modify.update().actions()) {
            AttributeValue value = action.path().in(item);
            if (value != null) {
                parts = graft(parts, action.path(), value);
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(parts);
    }

    private static Item graft(Item onto, Path path, AttributeValue value) {
        Item grown = onto;
        for (int depth = 0; depth < path.steps().size(); depth++) {
            Path parent = new Path(path.root(), path.steps().subList(0, depth));
            if (parent.in(grown) == null) {
                AttributeValue empty =
                        path.steps().get(depth) instanceof Path.Step.Name
                                ? new AttributeValue.MapValue(new LinkedHashMap<>())
                                : new AttributeValue.ListValue(List.of());
                grown = Update.set(grown, parent, empty);
            }
        }
        return Update.set(grown, path, value);
    }

    private Answer query(Operation.Query query) {
        TableState table = table(query.table());
        List<Item> matching = new ArrayList<>();
        for (var entry : table.items().entrySet()) {
            if (entry.getKey().partition().equals(query.partitionKey())
                    && (query.sort().isEmpty()
                            || matches(query.sort().get(), entry.getKey().sort()))) {
                matching.add(entry.getValue());
            }
        }
        List<Item> ordered = query.forward() ? matching : matching.reversed();
        boolean limited = query.limit() > 0 && ordered.size() >= query.limit();
        List<Item> page = limited ? ordered.subList(0, query.limit()) : ordered;
        List<Item> kept =
                page.stream()
                        .filter(item ->
                                query.filter().isEmpty() || query.filter().get().holds(item))
                        .toList();
        return new Answer.Page(kept, page.size(), limited);
    }

    private static boolean matches(SortCondition condition, AttributeValue sort) {
        return switch (condition) {
            case SortCondition.Compare(var comparison, var value) ->
                    comparison.holds(compareKeys(sort, value));
            case SortCondition.Between(var low, var high) ->
                    compareKeys(sort, low) >= 0 && compareKeys(sort, high) <= 0;
            case SortCondition.BeginsWith(var prefix) -> ordered(sort).startsWith(ordered(prefix));
        };
    }

    private List<Item> scan(Operation.Scan scan) {
        return table(scan.table()).items().values().stream()
                .filter(item -> scan.filter().isEmpty() || scan.filter().get().holds(item))
                .toList();
    }

    private List<Item> batchGet(Operation.BatchGet batch) {
        if (batch.keys().stream().distinct().count() != batch.keys().size()) {
            throw ReferenceFailure.validation(DUPLICATES);
        }
        TableState table = table(batch.table());
        List<Key> keys =
                batch.keys().stream()
                        .map(key -> bareKey(table.schema(), key))
                        .sorted(BY_KEY)
                        .toList();
        refuseDuplicates(keys);
        return keys.stream().map(table.items()::get).filter(java.util.Objects::nonNull).toList();
    }

    private Answer batchWrite(Operation.BatchWrite batch) {
        TableState table = table(batch.table());
        List<Key> keys = new ArrayList<>();
        batch.puts().forEach(item -> keys.add(itemKey(table.schema(), item)));
        batch.deletes().forEach(key -> keys.add(bareKey(table.schema(), key)));
        refuseDuplicates(keys);
        batch.puts().forEach(item -> table.items().put(itemKey(table.schema(), item), item));
        batch.deletes().forEach(key -> table.items().remove(bareKey(table.schema(), key)));
        return new Answer.One(Optional.empty());
    }

    private static void refuseDuplicates(List<Key> keys) {
        if (keys.stream().distinct().count() != keys.size()) {
            throw ReferenceFailure.validation(DUPLICATES);
        }
    }

    private Answer transact(Operation.TransactWrite transaction) {
        transaction.writes().forEach(ReferenceStore::refuseOverlaps);
        List<Optional<ErrorCode>> keys =
                transaction.writes().stream().map(this::keyObstacle).toList();
        if (keys.stream().anyMatch(Optional::isPresent)) {
            return new Answer.Canceled(keys);
        }
        List<Optional<ErrorCode>> reasons = new ArrayList<>();
        for (Operation.Write write : transaction.writes()) {
            reasons.add(obstacle(write));
        }
        if (reasons.stream().anyMatch(Optional::isPresent)) {
            return new Answer.Canceled(reasons);
        }
        transaction.writes().forEach(this::write);
        return new Answer.One(Optional.empty());
    }

    /// Why the write could not be, whatever there is: seen before anything is looked at.
    private Optional<ErrorCode> keyObstacle(Operation.Write write) {
        KeySchema schema = table(write.table()).schema();
        try {
            keyOf(schema, write);
            refuseKeyChange(schema, write);
            return Optional.empty();
        } catch (ReferenceFailure failure) {
            return Optional.of(failure.code());
        }
    }

    /// Why the write would fail now.
    private Optional<ErrorCode> obstacle(Operation.Write write) {
        TableState table = table(write.table());
        Item old = table.items().get(keyOf(table.schema(), write));
        if (write.condition().isPresent()
                && !write.condition().get().holds(old == null ? Item.EMPTY : old)) {
            return Optional.of(ErrorCode.CONDITION_FAILED);
        }
        if (write instanceof Operation.Modify modify) {
            try {
                updated(modify, old);
            } catch (ReferenceFailure failure) {
                return Optional.of(failure.code());
            }
        }
        return Optional.empty();
    }

    private static Key keyOf(KeySchema schema, Operation.Write write) {
        return switch (write) {
            case Operation.Put put -> itemKey(schema, put.item());
            case Operation.Delete delete -> bareKey(schema, delete.key());
            case Operation.Modify modify -> bareKey(schema, modify.key());
            case Operation.Check check -> bareKey(schema, check.key());
        };
    }

    private static Key bareKey(KeySchema schema, Item key) {
        int expected = schema.sortKey().isPresent() ? 2 : 1;
        if (key.attributes().size() != expected) {
            throw ReferenceFailure.validation("The provided key element does not match the schema");
        }
        return itemKey(schema, key);
    }

    private static Key itemKey(KeySchema schema, Item item) {
        AttributeValue partition = keyValue(item, schema.partitionKey());
        AttributeValue sort =
                schema.sortKey().map(attribute -> keyValue(item, attribute)).orElse(NO_SORT_KEY);
        return new Key(partition, sort);
    }

    private static AttributeValue keyValue(Item item, KeySchema.KeyAttribute attribute) {
        AttributeValue value = item.get(attribute.name());
        boolean empty =
                switch (value) {
                    case AttributeValue.StringValue(String text) -> text.isEmpty();
                    case AttributeValue.BinaryValue(Bytes bytes) -> bytes.isEmpty();
                    case null, default -> false;
                };
        if (value == null || empty || !value.typeName().equals(attribute.type().name())) {
            throw ReferenceFailure.validation("");
        }
        return value;
    }

    private static int compareKeys(AttributeValue left, AttributeValue right) {
        if (left instanceof AttributeValue.NumberValue(var a)
                && right instanceof AttributeValue.NumberValue(var b)) {
            return a.compareTo(b);
        }
        return ordered(left).compareTo(ordered(right));
    }

    private static Bytes ordered(AttributeValue key) {
        return switch (key) {
            case AttributeValue.StringValue(String text) -> Bytes.utf8(text);
            case AttributeValue.BinaryValue(Bytes bytes) -> bytes;
            default -> Bytes.EMPTY;
        };
    }
}
