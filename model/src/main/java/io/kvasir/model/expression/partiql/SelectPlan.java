package io.kvasir.model.expression.partiql;

import io.kvasir.model.expression.Condition;
import io.kvasir.model.expression.Condition.Comparator;
import io.kvasir.model.expression.Function;
import io.kvasir.model.expression.KeyCondition;
import io.kvasir.model.expression.KeyCondition.Predicate;
import io.kvasir.model.expression.Operand;
import io.kvasir.model.expression.Operand.Constant;
import io.kvasir.model.expression.Operand.PathOperand;
import io.kvasir.model.expression.Path;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// How a SELECT finds its items.
///
/// @param queries one key condition for each item collection to be read, in order; empty for a scan
///   of all
/// @param filter what is asked of the items found besides their keys
/// @param descending whether item collections are read from their ends
public record SelectPlan(
        List<KeyCondition> queries, Optional<Condition> filter, boolean descending) {
    public SelectPlan {
        queries = List.copyOf(queries);
    }

    public boolean isScan() {
        return queries.isEmpty();
    }

    static SelectPlan of(Statement.Select select, KeySchema schema) {
        schema.sortKey()
                .ifPresent(
                        sort -> BranchOverlap.refuse(select.where(), schema.partitionKey(), sort));
        List<Condition> rest = KeyedCondition.terms(select.where());
        SequencedSet<AttributeValue> partitions = partitions(rest, schema.partitionKey());
        boolean descending =
                select.orders().stream()
                        .anyMatch(order ->
                                order.descending()
                                        && schema.sortKey()
                                                .map(KeyAttribute::name)
                                                .filter(order.attribute()::equals)
                                                .isPresent());
        if (partitions.isEmpty()) {
            return new SelectPlan(List.of(), select.where(), descending);
        }
        @Nullable Predicate sort =
                schema.sortKey().map(key -> takePredicate(rest, key)).orElse(null);
        List<KeyCondition> queries = new ArrayList<>(partitions.size());
        for (AttributeValue partition : partitions) {
            LinkedHashMap<String, Predicate> predicates = new LinkedHashMap<>();
            predicates.put(
                    schema.partitionKey().name(),
                    new Predicate.Compare(Comparator.EQUAL, partition));
            if (sort != null) {
                predicates.put(schema.sortKey().orElseThrow().name(), sort);
            }
            queries.add(new KeyCondition(predicates));
        }
        return new SelectPlan(queries, KeyedCondition.joined(rest), descending);
    }

    /// Takes the first term out of `rest` that pins the partition key to constants.
    private static SequencedSet<AttributeValue> partitions(List<Condition> rest, KeyAttribute key) {
        SequencedSet<AttributeValue> values = new LinkedHashSet<>();
        for (Condition term : rest) {
            @Nullable Predicate predicate = predicate(term, key);
            if (predicate instanceof Predicate.Compare(Comparator comparator, AttributeValue value)
                    && comparator == Comparator.EQUAL) {
                values.add(value);
            } else if (term instanceof Condition.In(Operand operand, List<Operand> candidates)
                    && isKey(operand, key)
                    && candidates.stream().allMatch(Constant.class::isInstance)) {
                candidates.forEach(candidate -> values.add(((Constant) candidate).value()));
            }
            if (!values.isEmpty()) {
                rest.remove(term);
                return values;
            }
        }
        return values;
    }

    private static @Nullable Predicate takePredicate(List<Condition> rest, KeyAttribute key) {
        for (Condition term : rest) {
            @Nullable Predicate predicate = predicate(term, key);
            if (predicate != null) {
                rest.remove(term);
                return predicate;
            }
        }
        return null;
    }

    /// The term as a predicate on the key, where it is one that a range of keys can answer.
    static @Nullable Predicate predicate(Condition term, KeyAttribute key) {
        @Nullable Predicate predicate =
                switch (term) {
                    case Condition.Comparison(Comparator comparator, Operand left, Operand right)
                            when comparator != Comparator.NOT_EQUAL -> {
                        if (isKey(left, key) && right instanceof Constant(AttributeValue value)) {
                            yield new Predicate.Compare(comparator, value);
                        }
                        yield isKey(right, key) && left instanceof Constant(AttributeValue value)
                                ? new Predicate.Compare(comparator.mirrored(), value)
                                : null;
                    }
                    case Condition.Between(Operand operand, Constant low, Constant high)
                            when isKey(operand, key) ->
                            new Predicate.Between(low.value(), high.value());
                    case Condition.Test(Operand.FunctionCall call)
                            when call.function() == Function.BEGINS_WITH
                                    && isKey(call.arguments().getFirst(), key)
                                    && call.arguments().get(1)
                                            instanceof Constant(AttributeValue prefix) ->
                            new Predicate.BeginsWith(prefix);
                    default -> null;
                };
        return predicate;
    }

    static boolean isKey(Operand operand, KeyAttribute key) {
        return operand instanceof PathOperand(Path path)
                && !path.isNested()
                && path.head().equals(key.name());
    }
}
