package io.kvasir.testkit.reference;

import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A condition or filter as a structure: evaluated here in the plainest way, and rendered to the
/// text that is sent.
public sealed interface Condition {
    record Exists(Path path) implements Condition {}

    record NotExists(Path path) implements Condition {}

    record Compare(Path path, Comparison comparison, AttributeValue value) implements Condition {}

    record SizeCompare(Path path, Comparison comparison, long size) implements Condition {}

    record Between(Path path, AttributeValue low, AttributeValue high) implements Condition {}

    record In(Path path, List<AttributeValue> values) implements Condition {}

    record BeginsWith(Path path, AttributeValue prefix) implements Condition {}

    record Contains(Path path, AttributeValue part) implements Condition {}

    record HasType(Path path, String type) implements Condition {}

    record And(Condition left, Condition right) implements Condition {}

    record Or(Condition left, Condition right) implements Condition {}

    record Not(Condition inner) implements Condition {}

    /// The six comparators.
    enum Comparison {
        EQUAL("="),
        NOT_EQUAL("<>"),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String symbol;

        Comparison(String symbol) {
            this.symbol = symbol;
        }

        boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
            };
        }
    }

    default boolean holds(Item item) {
        return switch (this) {
            case Exists(Path path) -> path.in(item) != null;
            case NotExists(Path path) -> path.in(item) == null;
            case Compare(Path path, Comparison comparison, AttributeValue value) ->
                    compare(path.in(item), comparison, value);
            case SizeCompare(Path path, Comparison comparison, long size) -> {
                Long actual = size(path.in(item));
                yield actual == null
                        ? comparison == Comparison.NOT_EQUAL
                        : comparison.holds(Long.compare(actual, size));
            }
            case Between(Path path, AttributeValue low, AttributeValue high) ->
                    compare(path.in(item), Comparison.GREATER_OR_EQUAL, low)
                            && compare(path.in(item), Comparison.LESS_OR_EQUAL, high);
            case In(Path path, List<AttributeValue> values) -> {
                AttributeValue actual = path.in(item);
                yield actual != null && values.contains(actual);
            }
            case BeginsWith(Path path, AttributeValue prefix) -> beginsWith(path.in(item), prefix);
            case Contains(Path path, AttributeValue part) -> contains(path.in(item), part);
            case HasType(Path path, String type) -> {
                AttributeValue actual = path.in(item);
                yield actual != null && actual.typeName().equals(type);
            }
            case And(Condition left, Condition right) -> left.holds(item) && right.holds(item);
            case Or(Condition left, Condition right) -> left.holds(item) || right.holds(item);
            case Not(Condition inner) -> !inner.holds(item);
        };
    }

    /// The text, with every name and value behind a placeholder.
    default String render(Substitutions to) {
        return switch (this) {
            case Exists(Path path) -> "attribute_exists(" + path.render(to) + ")";
            case NotExists(Path path) -> "attribute_not_exists(" + path.render(to) + ")";
            case Compare(Path path, Comparison comparison, AttributeValue value) ->
                    path.render(to) + " " + comparison.symbol + " " + to.value(value);
            case SizeCompare(Path path, Comparison comparison, long size) ->
                    "size("
                            + path.render(to)
                            + ") "
                            + comparison.symbol
                            + " "
                            + to.value(AttributeValue.of(size));
            case Between(Path path, AttributeValue low, AttributeValue high) ->
                    path.render(to) + " BETWEEN " + to.value(low) + " AND " + to.value(high);
            case In(Path path, List<AttributeValue> values) ->
                    path.render(to)
                            + values.stream()
                                    .map(to::value)
                                    .collect(Collectors.joining(", ", " IN (", ")"));
            case BeginsWith(Path path, AttributeValue prefix) ->
                    "begins_with(" + path.render(to) + ", " + to.value(prefix) + ")";
            case Contains(Path path, AttributeValue part) ->
                    "contains(" + path.render(to) + ", " + to.value(part) + ")";
            case HasType(Path path, String type) ->
                    "attribute_type("
                            + path.render(to)
                            + ", "
                            + to.value(AttributeValue.of(type))
                            + ")";
            case And(Condition left, Condition right) ->
                    "(" + left.render(to) + ") AND (" + right.render(to) + ")";
            case Or(Condition left, Condition right) ->
                    "(" + left.render(to) + ") OR (" + right.render(to) + ")";
            case Not(Condition inner) -> "NOT (" + inner.render(to) + ")";
        };
    }

    private static boolean compare(
            @Nullable AttributeValue actual, Comparison comparison, AttributeValue value) {
        if (comparison == Comparison.EQUAL) {
            return value.equals(actual);
        }
        if (comparison == Comparison.NOT_EQUAL) {
            return !value.equals(actual);
        }
        Integer order = order(actual, value);
        return order != null && comparison.holds(order);
    }

    /// The order of two values of one ordered type; null where they have none.
    private static @Nullable Integer order(@Nullable AttributeValue left, AttributeValue right) {
        if (left instanceof AttributeValue.NumberValue(var a)
                && right instanceof AttributeValue.NumberValue(var b)) {
            return a.compareTo(b);
        }
        Bytes a = bytes(left);
        Bytes b = bytes(right);
        return a == null || b == null || !typeOf(left).equals(right.typeName())
                ? null
                : (Integer) a.compareTo(b);
    }

    private static String typeOf(@Nullable AttributeValue value) {
        return value == null ? "" : value.typeName();
    }

    private static @Nullable Bytes bytes(@Nullable AttributeValue value) {
        return switch (value) {
            case AttributeValue.StringValue(String text) ->
                    Bytes.ofOwned(text.getBytes(StandardCharsets.UTF_8));
            case AttributeValue.BinaryValue(Bytes binary) -> binary;
            case null, default -> null;
        };
    }

    private static @Nullable Long size(@Nullable AttributeValue value) {
        return switch (value) {
            case AttributeValue.StringValue(String text) -> (long) text.length();
            case AttributeValue.BinaryValue(Bytes binary) -> (long) binary.length();
            case AttributeValue.ListValue(var elements) -> (long) elements.size();
            case AttributeValue.MapValue(var entries) -> (long) entries.size();
            case AttributeValue.StringSet(var elements) -> (long) elements.size();
            case AttributeValue.NumberSet(var elements) -> (long) elements.size();
            case AttributeValue.BinarySet(var elements) -> (long) elements.size();
            case null, default -> null;
        };
    }

    private static boolean beginsWith(@Nullable AttributeValue actual, AttributeValue prefix) {
        Bytes whole = bytes(actual);
        Bytes start = bytes(prefix);
        return whole != null
                && start != null
                && typeOf(actual).equals(prefix.typeName())
                && whole.startsWith(start);
    }

    private static boolean contains(@Nullable AttributeValue actual, AttributeValue part) {
        return switch (actual) {
            case AttributeValue.StringValue(String text) ->
                    part instanceof AttributeValue.StringValue(String sought)
                            && text.contains(sought);
            case AttributeValue.BinaryValue(Bytes binary) ->
                    part instanceof AttributeValue.BinaryValue(Bytes sought)
                            && binary.toHex().contains(sought.toHex())
                            && containsAligned(binary, sought);
            case AttributeValue.ListValue(var elements) -> elements.contains(part);
            case AttributeValue.StringSet(var elements) ->
                    part instanceof AttributeValue.StringValue(String sought)
                            && elements.contains(sought);
            case AttributeValue.NumberSet(var elements) ->
                    part instanceof AttributeValue.NumberValue(var sought)
                            && elements.contains(sought);
            case AttributeValue.BinarySet(var elements) ->
                    part instanceof AttributeValue.BinaryValue(var sought)
                            && elements.contains(sought);
            case null, default -> false;
        };
    }

    private static boolean containsAligned(Bytes whole, Bytes part) {
        String hex = whole.toHex();
        for (int at = hex.indexOf(part.toHex()); at >= 0; at = hex.indexOf(part.toHex(), at + 1)) {
            if (at % 2 == 0) {
                return true;
            }
        }
        return false;
    }
}
