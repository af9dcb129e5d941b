package io.kvasir.model.expression;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Condition.Comparator;
import io.kvasir.model.expression.Operand.Constant;
import io.kvasir.model.expression.Operand.FunctionCall;
import io.kvasir.model.expression.Operand.PathOperand;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A condition that can be put to an item. Immutable and free of side effects; a test never fails:
/// where types do not fit, the answer is no.
public final class BoundCondition {
    private final Condition condition;
    private final List<Path> paths;

    public BoundCondition(Condition condition, List<Path> paths) {
        this.condition = condition;
        this.paths = paths;
    }

    /// @param item `Item.EMPTY` where there is none
    public boolean test(Item item) {
        return test(condition, item);
    }

    public Condition condition() {
        return condition;
    }

    /// All document paths that occur in it.
    public List<Path> paths() {
        return paths;
    }

    /// @throws InvalidArgumentException where a path goes inside a key attribute
    public void requireScalarKeys(KeySchema schema) {
        KeyPaths.requireScalar(paths, schema);
    }

    /// For the filter of a query, which may not look at the key.
    ///
    /// @throws InvalidArgumentException where a path is, or begins at, a key attribute
    public void requireNoKeys(KeySchema schema) {
        KeyPaths.requireNone("Filter Expression", paths, schema);
    }

    private static boolean test(Condition condition, Item item) {
        return switch (condition) {
            case Condition.Comparison(Comparator comparator, Operand left, Operand right) ->
                    compare(comparator, value(left, item), value(right, item));
            case Condition.Between(Operand operand, Operand low, Operand high) -> {
                @Nullable AttributeValue value = value(operand, item);
                yield compare(Comparator.GREATER_OR_EQUAL, value, value(low, item))
                        && compare(Comparator.LESS_OR_EQUAL, value, value(high, item));
            }
            case Condition.In(Operand operand, List<Operand> candidates) -> {
                @Nullable AttributeValue value = value(operand, item);
                yield value != null
                        && candidates.stream()
                                .anyMatch(candidate -> value.equals(value(candidate, item)));
            }
            case Condition.Test(FunctionCall call) -> test(call, item);
            case Condition.And(List<Condition> terms) -> {
                for (Condition term : terms) {
                    if (!test(term, item)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Condition.Or(List<Condition> terms) -> {
                for (Condition term : terms) {
                    if (test(term, item)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Condition.Not(Condition term) -> !test(term, item);
        };
    }

    /// A missing operand equals nothing and so differs from everything.
    static boolean compare(
            Comparator comparator, @Nullable AttributeValue left, @Nullable AttributeValue right) {
        if (comparator == Comparator.EQUAL) {
            return left != null && left.equals(right);
        }
        if (comparator == Comparator.NOT_EQUAL) {
            return left == null || !left.equals(right);
        }
        if (left == null || right == null || !Values.haveOrder(left, right)) {
            return false;
        }
        int order = Values.compare(left, right);
        return switch (comparator) {
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case EQUAL, NOT_EQUAL -> throw new IllegalStateException("answered above");
        };
    }

    private static boolean test(FunctionCall call, Item item) {
        @Nullable AttributeValue first = value(call.arguments().getFirst(), item);
        return switch (call.function()) {
            case ATTRIBUTE_EXISTS -> first != null;
            case ATTRIBUTE_NOT_EXISTS -> first == null;
            case ATTRIBUTE_TYPE -> {
                @Nullable AttributeValue type = value(call.arguments().get(1), item);
                yield first != null
                        && type instanceof AttributeValue.StringValue(String name)
                        && first.typeName().equals(name);
            }
            case BEGINS_WITH -> {
                @Nullable AttributeValue prefix = value(call.arguments().get(1), item);
                yield first != null && prefix != null && Values.beginsWith(first, prefix);
            }
            case CONTAINS -> {
                @Nullable AttributeValue part = value(call.arguments().get(1), item);
                yield first != null && part != null && Values.contains(first, part);
            }
            case SIZE, IF_NOT_EXISTS, LIST_APPEND ->
                    throw new IllegalStateException(call.function() + " is no condition");
        };
    }

    private static @Nullable AttributeValue value(Operand operand, Item item) {
        return switch (operand) {
            case PathOperand(Path path) -> path.in(item);
            case Constant(AttributeValue value) -> value;
            case FunctionCall call -> {
                if (call.function() != Function.SIZE) {
                    throw new IllegalStateException(call.function() + " is no value");
                }
                @Nullable AttributeValue measured = value(call.arguments().getFirst(), item);
                int size = measured == null ? -1 : Values.size(measured);
                yield size < 0 ? null : AttributeValue.of(size);
            }
            case Operand.ValuePlaceholder(String name) ->
                    throw new IllegalStateException("the condition is not bound: " + name);
            case Operand.Arithmetic sum ->
                    throw new IllegalStateException("a condition has no arithmetic");
        };
    }
}
