package io.kvasir.model.expression.partiql;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Condition;
import io.kvasir.model.expression.Condition.Comparator;
import io.kvasir.model.expression.Operand;
import io.kvasir.model.expression.Path;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A WHERE clause that names one item by its key, and what else it asks of it.
public record KeyedCondition(Item key, Optional<Condition> rest) {
    private static final String NO_KEY =
            "Where clause does not contain a mandatory equality on all key attributes";

    static KeyedCondition of(Optional<Condition> where, KeySchema schema) {
        LinkedHashMap<String, AttributeValue> key = new LinkedHashMap<>();
        List<Condition> rest = new ArrayList<>();
        for (Condition term : terms(where)) {
            @Nullable String attribute = equated(term);
            if (attribute == null || !schema.isKeyAttribute(attribute)) {
                rest.add(term);
            } else if (key.put(attribute, operand(term)) != null) {
                throw new InvalidArgumentException(
                        "Multiple conditions on same key are not supported");
            }
        }
        boolean isWhole =
                key.containsKey(schema.partitionKey().name())
                        && schema.sortKey().map(sort -> key.containsKey(sort.name())).orElse(true);
        if (!isWhole) {
            throw new InvalidArgumentException(NO_KEY);
        }
        return new KeyedCondition(new Item(key), joined(rest));
    }

    /// What all must hold for the clause to hold.
    static List<Condition> terms(Optional<Condition> where) {
        List<Condition> terms = new ArrayList<>();
        where.ifPresent(condition -> collect(condition, terms));
        return terms;
    }

    private static void collect(Condition condition, List<Condition> terms) {
        if (condition instanceof Condition.And(List<Condition> inner)) {
            inner.forEach(term -> collect(term, terms));
        } else {
            terms.add(condition);
        }
    }

    static Optional<Condition> joined(List<Condition> terms) {
        return switch (terms.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(terms.getFirst());
            default -> Optional.of(new Condition.And(terms));
        };
    }

    /// The top-level attribute that the term wants to equal a constant, if it is of that form.
    private static @Nullable String equated(Condition term) {
        if (term instanceof Condition.Comparison(Comparator comparator, Operand left, Operand right)
                && comparator == Comparator.EQUAL) {
            if (left instanceof Operand.PathOperand(Path path)
                    && !path.isNested()
                    && right instanceof Operand.Constant) {
                return path.head();
            }
            if (right instanceof Operand.PathOperand(Path path)
                    && !path.isNested()
                    && left instanceof Operand.Constant) {
                return path.head();
            }
        }
        return null;
    }

    private static AttributeValue operand(Condition term) {
        if (term instanceof Condition.Comparison comparison) {
            if (comparison.left() instanceof Operand.Constant(AttributeValue value)) {
                return value;
            }
            if (comparison.right() instanceof Operand.Constant(AttributeValue value)) {
                return value;
            }
        }
        throw new IllegalStateException("no equality: " + term);
    }
}
