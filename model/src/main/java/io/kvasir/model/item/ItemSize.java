package io.kvasir.model.item;

import java.math.BigDecimal;

/// Sizes in bytes by DynamoDB's rules: UTF-8 names plus values. Source: AWS's developer guide,
/// "item sizes and formats".
public final class ItemSize {
    private static final int CONTAINER_BYTES = 3;
    private static final int ELEMENT_BYTES = 1;

    private ItemSize() {}

    public static long of(Item item) {
        long bytes = 0;
        for (var attribute : item.attributes().entrySet()) {
            bytes += utf8Length(attribute.getKey()) + of(attribute.getValue());
        }
        return bytes;
    }

    public static long of(AttributeValue value) {
        return switch (value) {
            case AttributeValue.StringValue text -> utf8Length(text.value());
            case AttributeValue.NumberValue number -> of(number.value());
            case AttributeValue.BinaryValue binary -> binary.value().length();
            case AttributeValue.BoolValue bool -> 1;
            case AttributeValue.NullValue none -> 1;
            case AttributeValue.ListValue list -> {
                long bytes = CONTAINER_BYTES;
                for (AttributeValue element : list.elements()) {
                    bytes += ELEMENT_BYTES + of(element);
                }
                yield bytes;
            }
            case AttributeValue.MapValue map -> {
                long bytes = CONTAINER_BYTES;
                for (var entry : map.entries().entrySet()) {
                    bytes += ELEMENT_BYTES + utf8Length(entry.getKey()) + of(entry.getValue());
                }
                yield bytes;
            }
            case AttributeValue.StringSet set -> {
                long bytes = 0;
                for (String element : set.elements()) {
                    bytes += utf8Length(element);
                }
                yield bytes;
            }
            case AttributeValue.NumberSet set -> {
                long bytes = 0;
                for (Decimal element : set.elements()) {
                    bytes += of(element);
                }
                yield bytes;
            }
            case AttributeValue.BinarySet set -> {
                long bytes = 0;
                for (var element : set.elements()) {
                    bytes += element.length();
                }
                yield bytes;
            }
        };
    }

    /// About one byte per two significant digits plus one, and one more for a negative number.
    public static int of(Decimal number) {
        BigDecimal value = number.value();
        if (value.signum() == 0) {
            return 1;
        }
        // Digits pair up around the decimal point, so an odd exponent can need one more byte than
        // the digits alone.
        int exponent = value.precision() - value.scale() - 1;
        int digits = value.precision() + (Math.floorMod(exponent, 2) == 0 ? 1 : 0);
        return (digits + 1) / 2 + 1 + (value.signum() < 0 ? 1 : 0);
    }

    /// The length of the text in UTF-8, without encoding it; a lone surrogate counts as its
    /// replacement, one byte.
    public static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes += Character.isSurrogate(c) ? 1 : 3;
            }
        }
        return bytes;
    }
}
