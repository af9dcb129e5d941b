package io.kvasir.model.expression;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Condition.Comparator;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.model.table.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Which items of one item collection a query wants: one predicate for each of its attributes. How
/// many a table allows, and which of them is the partition key, only its schema tells.
public record KeyCondition(SequencedMap<String, Predicate> predicates) {
    /// What one key attribute must meet.
    public sealed interface Predicate {
        /// The values it compares with.
        List<AttributeValue> operands();

        record Compare(Comparator comparator, AttributeValue value) implements Predicate {
            @Override
            public List<AttributeValue> operands() {
                return List.of(value);
            }
        }

        /// Both bounds belong to the range.
        record Between(AttributeValue low, AttributeValue high) implements Predicate {
            @Override
            public List<AttributeValue> operands() {
                return List.of(low, high);
            }
        }

        record BeginsWith(AttributeValue prefix) implements Predicate {
            @Override
            public List<AttributeValue> operands() {
                return List.of(prefix);
            }
        }

        /// An operator of the legacy parameters that no key can be looked up by.
        record NotIndexable(List<AttributeValue> operands) implements Predicate {
            public NotIndexable {
                operands = List.copyOf(operands);
            }
        }
    }

    public KeyCondition {
        predicates =
                java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(predicates));
    }

    /// Of the legacy parameters.
    ///
    /// @throws InvalidArgumentException where there are not one or two
    public static KeyCondition ofOneOrTwo(SequencedMap<String, Predicate> predicates) {
        if (predicates.isEmpty() || predicates.size() > 2) {
            throw new InvalidArgumentException("Conditions can be of length 1 or 2 only");
        }
        return new KeyCondition(predicates);
    }

    /// @throws InvalidArgumentException where the condition does not fit the schema
    public void requireFits(KeySchema schema) {
        KeyAttribute partition = schema.partitionKey();
        if (schema.sortKey().isEmpty() && predicates.size() > 1) {
            throw new InvalidArgumentException("Query key condition not supported");
        }
        if (predicates.size() > 2) {
            throw new InvalidArgumentException(
                    "The number of query conditions ("
                            + predicates.size()
                            + ") exceeds the number of key attributes defined in the schema (2)");
        }
        requireOperands(partition, required(partition));
        if (!(predicates.get(partition.name()) instanceof Predicate.Compare compare)
                || compare.comparator() != Comparator.EQUAL) {
            throw new InvalidArgumentException("Query key condition not supported");
        }
        if (predicates.size() > 1) {
            KeyAttribute sort = schema.sortKey().orElseThrow();
            requireOperands(sort, required(sort));
        }
    }

    private Predicate required(KeyAttribute key) {
        @Nullable Predicate predicate = predicates.get(key.name());
        if (predicate == null) {
            throw new InvalidArgumentException(
                    "Query condition missed key schema element: " + key.name());
        }
        return predicate;
    }

    private static void requireOperands(KeyAttribute key, Predicate predicate) {
        if (predicate instanceof Predicate.NotIndexable) {
            throw new InvalidArgumentException(
                    "Attempted conditional constraint is not an indexable operation");
        }
        for (AttributeValue operand : predicate.operands()) {
            if (!operand.typeName().equals(key.type().name())) {
                throw new InvalidArgumentException(
                        "One or more parameter values were invalid: Condition parameter type does not match schema type");
            }
        }
    }

    /// The value that the partition key must have.
    ///
    /// @throws InvalidArgumentException where the condition does not fit the schema
    public AttributeValue partitionKey(KeySchema schema) {
        requireFits(schema);
        return required(schema.partitionKey()).operands().getFirst();
    }

    /// @throws InvalidArgumentException where the condition does not fit the table's schema
    public KeyRange range(Table table) {
        return range(table.keySchema(), table.keyspace());
    }

    /// The global keys of exactly the items that meet the condition.
    ///
    /// @throws InvalidArgumentException where the condition does not fit the schema, or a value is
    ///   no key
    public KeyRange range(KeySchema schema, KeyspaceId keyspace) {
        Bytes collection =
                GlobalKey.itemCollection(
                        keyspace, ItemKeys.partitionKey(schema, partitionKey(schema)));
        if (predicates.size() == 1) {
            return KeyRange.ofPrefix(collection);
        }
        KeyAttribute sort = schema.sortKey().orElseThrow();
        return switch (required(sort)) {
            case Predicate.Compare(Comparator comparator, AttributeValue value) ->
                    range(collection, comparator, ItemKeys.sortKey(sort, value));
            case Predicate.Between(AttributeValue low, AttributeValue high) -> {
                if (Values.compare(low, high) > 0) {
                    throw new InvalidArgumentException(
                            "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound");
                }
                yield new KeyRange(
                        collection.concat(ItemKeys.sortKey(sort, low)),
                        collection.concat(ItemKeys.sortKey(sort, high)).successor());
            }
            case Predicate.BeginsWith(AttributeValue prefix) -> {
                if (prefix instanceof AttributeValue.NumberValue) {
                    throw new InvalidArgumentException(
                            "One or more parameter values were invalid: ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type");
                }
                yield KeyRange.ofPrefix(collection.concat(ItemKeys.sortKey(sort, prefix)));
            }
            case Predicate.NotIndexable other -> throw new IllegalStateException("checked above");
        };
    }

    private static KeyRange range(Bytes collection, Comparator comparator, Bytes sortKey) {
        Bytes key = collection.concat(sortKey);
        @Nullable Bytes end = collection.prefixEnd();
        return switch (comparator) {
            case EQUAL -> new KeyRange(key, key.successor());
            case LESS -> new KeyRange(collection, key);
            case LESS_OR_EQUAL -> new KeyRange(collection, key.successor());
            case GREATER -> new KeyRange(key.successor(), end);
            case GREATER_OR_EQUAL -> new KeyRange(key, end);
            case NOT_EQUAL -> throw new IllegalStateException("no range leaves out one key");
        };
    }

    /// Whether an item's key attributes meet the condition; for a start key, which must.
    public boolean matches(Map<String, AttributeValue> key) {
        for (Map.Entry<String, Predicate> entry : predicates.entrySet()) {
            @Nullable AttributeValue value = key.get(entry.getKey());
            if (value == null || !meets(value, entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean meets(AttributeValue value, Predicate predicate) {
        return switch (predicate) {
            case Predicate.Compare(Comparator comparator, AttributeValue operand) ->
                    BoundCondition.compare(comparator, value, operand);
            case Predicate.Between(AttributeValue low, AttributeValue high) ->
                    BoundCondition.compare(Comparator.GREATER_OR_EQUAL, value, low)
                            && BoundCondition.compare(Comparator.LESS_OR_EQUAL, value, high);
            case Predicate.BeginsWith(AttributeValue prefix) -> Values.beginsWith(value, prefix);
            case Predicate.NotIndexable other -> false;
        };
    }
}
