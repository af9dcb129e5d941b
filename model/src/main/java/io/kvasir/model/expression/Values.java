package io.kvasir.model.expression;

import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.AttributeValue.BinarySet;
import io.kvasir.model.item.AttributeValue.BinaryValue;
import io.kvasir.model.item.AttributeValue.ListValue;
import io.kvasir.model.item.AttributeValue.MapValue;
import io.kvasir.model.item.AttributeValue.NumberSet;
import io.kvasir.model.item.AttributeValue.NumberValue;
import io.kvasir.model.item.AttributeValue.StringSet;
import io.kvasir.model.item.AttributeValue.StringValue;
import java.util.Arrays;
import java.util.Base64;

/// Comparisons of attribute values as the service makes them: strings and binaries by unsigned
/// bytes of UTF-8, numbers by value.
final class Values {
    private Values() {}

    /// Whether the value's type has an order.
    static boolean isOrdered(AttributeValue value) {
        return value instanceof StringValue
                || value instanceof NumberValue
                || value instanceof BinaryValue;
    }

    static boolean haveOrder(AttributeValue left, AttributeValue right) {
        return isOrdered(left) && left.getClass() == right.getClass();
    }

    /// Only for two values of one type that has an order.
    static int compare(AttributeValue left, AttributeValue right) {
        if (left instanceof StringValue(String a) && right instanceof StringValue(String b)) {
            return compareUtf8(a, b);
        }
        if (left instanceof NumberValue(var a) && right instanceof NumberValue(var b)) {
            return a.compareTo(b);
        }
        if (left instanceof BinaryValue(Bytes a) && right instanceof BinaryValue(Bytes b)) {
            return a.compareTo(b);
        }
        throw new IllegalArgumentException(
                left.typeName() + " and " + right.typeName() + " have no order");
    }

    /// The order of the UTF-8 bytes, which differs from `String`'s for characters beyond U+FFFF.
    static int compareUtf8(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean oneIsSurrogate = Character.isSurrogate(a) != Character.isSurrogate(b);
                if (oneIsSurrogate) {
                    char plain = Character.isSurrogate(a) ? b : a;
                    if (plain > Character.MAX_SURROGATE) {
                        return Character.isSurrogate(a) ? 1 : -1;
                    }
                }
                return Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    static boolean beginsWith(AttributeValue value, AttributeValue prefix) {
        return switch (value) {
            case StringValue(String text) ->
                    prefix instanceof StringValue(String start) && text.startsWith(start);
            case BinaryValue(Bytes bytes) ->
                    prefix instanceof BinaryValue(Bytes start) && bytes.startsWith(start);
            default -> false;
        };
    }

    /// A substring, an element of a set, or an element of a list.
    static boolean contains(AttributeValue value, AttributeValue part) {
        return switch (value) {
            case StringValue(String text) ->
                    part instanceof StringValue(String within) && text.contains(within);
            case BinaryValue(Bytes bytes) ->
                    part instanceof BinaryValue(Bytes within) && contains(bytes, within);
            case StringSet set ->
                    part instanceof StringValue(String element) && set.elements().contains(element);
            case NumberSet set ->
                    part instanceof NumberValue(var element) && set.elements().contains(element);
            case BinarySet set ->
                    part instanceof BinaryValue(Bytes element) && set.elements().contains(element);
            case ListValue list -> list.elements().contains(part);
            default -> false;
        };
    }

    private static boolean contains(Bytes bytes, Bytes within) {
        byte[] all = bytes.array();
        byte[] part = within.array();
        for (int from = 0; from + part.length <= all.length; from++) {
            if (Arrays.equals(all, from, from + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    /// What the function `size` gives, or -1 for a type that has no size.
    static int size(AttributeValue value) {
        return switch (value) {
            case StringValue(String text) -> text.length();
            case BinaryValue(Bytes bytes) -> bytes.length();
            case StringSet set -> set.elements().size();
            case NumberSet set -> set.elements().size();
            case BinarySet set -> set.elements().size();
            case ListValue list -> list.elements().size();
            case MapValue map -> map.entries().size();
            case NumberValue number -> -1;
            case AttributeValue.BoolValue bool -> -1;
            case AttributeValue.NullValue none -> -1;
        };
    }

    /// As DynamoDB's errors show a value: `N:1`.
    static String described(AttributeValue value) {
        String text =
                switch (value) {
                    case StringValue(String string) -> string;
                    case NumberValue(var number) -> number.toString();
                    case BinaryValue(Bytes bytes) ->
                            Base64.getEncoder().encodeToString(bytes.array());
                    case StringSet set -> set.elements().toString();
                    case NumberSet set -> set.elements().toString();
                    case BinarySet set -> set.elements().toString();
                    case AttributeValue.BoolValue(boolean bool) -> Boolean.toString(bool);
                    case AttributeValue.NullValue none -> "true";
                    case ListValue list ->
                            list.elements().stream().map(Values::braced).toList().toString();
                    case MapValue map -> map.entries().keySet().toString();
                };
        return value.typeName() + ":" + text;
    }

    private static String braced(AttributeValue value) {
        return "{" + described(value) + "}";
    }
}
