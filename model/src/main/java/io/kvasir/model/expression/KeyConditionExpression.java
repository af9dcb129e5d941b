package io.kvasir.model.expression;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Condition.Comparator;
import io.kvasir.model.expression.KeyCondition.Predicate;
import io.kvasir.model.expression.Operand.Constant;
import io.kvasir.model.expression.Operand.FunctionCall;
import io.kvasir.model.expression.Operand.PathOperand;
import io.kvasir.model.item.AttributeValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A parsed key condition, independent of what its placeholders stand for. Immutable.
public final class KeyConditionExpression {
    private final Condition condition;

    private KeyConditionExpression(Condition condition) {
        this.condition = condition;
    }

    /// @throws InvalidArgumentException with the service's text
    public static KeyConditionExpression parse(String text) {
        return new KeyConditionExpression(
                ConditionParser.parse(ExpressionKind.KEY_CONDITION, text));
    }

    /// Puts in what the placeholders stand for. Whether the outcome can be a key condition,
    /// `Bound.keyCondition` tells: the service looks at all expressions of a request in between.
    ///
    /// @throws InvalidArgumentException where a placeholder is not defined or an operand cannot be
    public Bound bind(Substitutions substitutions) {
        Binder binder = new Binder(ExpressionKind.KEY_CONDITION, substitutions);
        return new Bound(ConditionExpression.bind(condition, binder));
    }

    /// The tree, placeholders and all.
    public Condition condition() {
        return condition;
    }

    /// The expression's text in one canonical form.
    @Override
    public String toString() {
        return condition.toString();
    }

    /// A bound condition, not yet known to be one on keys.
    public record Bound(Condition condition) {
        /// @throws InvalidArgumentException where it is more than one simple condition on each of
        ///   one or two attributes
        public KeyCondition keyCondition() {
            SequencedMap<String, Predicate> predicates = new LinkedHashMap<>();
            collect(condition, predicates);
            return new KeyCondition(predicates);
        }
    }

    private static void collect(Condition condition, SequencedMap<String, Predicate> predicates) {
        switch (condition) {
            case Condition.And(List<Condition> terms) ->
                    terms.forEach(term -> collect(term, predicates));
            case Condition.Or or -> throw invalidOperator("OR");
            case Condition.Not not -> throw invalidOperator("NOT");
            case Condition.In in -> throw invalidOperator("IN");
            case Condition.Comparison(Comparator comparator, Operand left, Operand right) -> {
                if (comparator == Comparator.NOT_EQUAL) {
                    throw invalidOperator("<>");
                }
                add(comparator.sign(), List.of(left, right), predicates);
            }
            case Condition.Between(Operand value, Operand low, Operand high) -> {
                requireAttributeFirst("BETWEEN", value);
                add("BETWEEN", List.of(value, low, high), predicates);
            }
            case Condition.Test(FunctionCall call) -> {
                String name = call.function().functionName();
                if (call.function() != Function.BEGINS_WITH) {
                    throw invalidOperator(name);
                }
                requireAttributeFirst(name, call.arguments().getFirst());
                add(name, call.arguments(), predicates);
            }
        }
    }

    private static InvalidArgumentException invalidOperator(String operator) {
        return new InvalidArgumentException(
                "Invalid operator used in KeyConditionExpression: " + operator);
    }

    private static InvalidArgumentException invalidCondition(String detail) {
        return new InvalidArgumentException(
                "Invalid condition in KeyConditionExpression: " + detail);
    }

    private static void requireAttributeFirst(String operator, Operand operand) {
        if (!(operand instanceof PathOperand)) {
            throw invalidCondition(
                    operator + " operator must have the key attribute as its first operand");
        }
    }

    private static void add(
            String operator, List<Operand> operands, SequencedMap<String, Predicate> predicates) {
        @Nullable String attribute = null;
        boolean isMirrored = false;
        List<AttributeValue> values = new ArrayList<>(2);
        for (Operand operand : operands) {
            switch (operand) {
                case PathOperand(Path path) -> {
                    if (attribute != null) {
                        throw invalidCondition("Multiple attribute names used in one condition");
                    }
                    if (path.isNested()) {
                        throw new InvalidArgumentException(
                                "KeyConditionExpressions cannot have conditions on nested attributes");
                    }
                    attribute = path.head();
                    isMirrored = !values.isEmpty();
                }
                case Constant(AttributeValue value) -> values.add(value);
                case FunctionCall call ->
                        throw new InvalidArgumentException(
                                "KeyConditionExpressions cannot contain nested operations");
                case Operand.ValuePlaceholder(String name) ->
                        throw new IllegalStateException("the condition is not bound: " + name);
                case Operand.Arithmetic sum ->
                        throw new IllegalStateException("a condition has no arithmetic");
            }
        }
        if (attribute == null) {
            throw invalidCondition("No key attribute specified");
        }
        Predicate predicate = predicate(operator, isMirrored, values);
        if (predicates.putIfAbsent(attribute, predicate) != null) {
            throw new InvalidArgumentException(
                    "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one"
                            + " condition per key");
        }
    }

    private static Predicate predicate(
            String operator, boolean isMirrored, List<AttributeValue> values) {
        return switch (operator) {
            case "BETWEEN" -> new Predicate.Between(values.getFirst(), values.get(1));
            case "begins_with" -> new Predicate.BeginsWith(values.getFirst());
            default -> {
                Comparator comparator = comparator(operator);
                yield new Predicate.Compare(
                        isMirrored ? comparator.mirrored() : comparator, values.getFirst());
            }
        };
    }

    private static Comparator comparator(String sign) {
        for (Comparator comparator : Comparator.values()) {
            if (comparator.sign().equals(sign)) {
                return comparator;
            }
        }
        throw new IllegalStateException(sign);
    }
}
