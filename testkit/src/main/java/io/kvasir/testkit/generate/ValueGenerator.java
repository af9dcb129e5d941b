package io.kvasir.testkit.generate;

import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Attribute values of all ten types, decimals over their whole range, texts with characters of one
/// to four bytes, bytes with runs of 00 and FF.
public final class ValueGenerator {
    private static final int ELEMENTS_MAX = 4;
    private static final int TEXT_CHARS_MAX = 12;
    private static final int BYTES_MAX = 16;

    private static final List<String> EDGE_DECIMALS =
            List.of(
                    "0",
                    "1",
                    "-1",
                    "0.1",
                    "-0.1",
                    "9",
                    "10",
                    "99",
                    "100",
                    "1E-130",
                    "-1E-130",
                    "9.9999999999999999999999999999999999999E+125",
                    "-9.9999999999999999999999999999999999999E+125",
                    "12345678901234567890123456789012345678",
                    "0.00000000000000000000000000000000000001");

    private final RandomGenerator random;

    public ValueGenerator(RandomGenerator random) {
        this.random = random;
    }

    /// One in four is an edge; else 1 to 38 digits with any exponent that fits, small ones often.
    public Decimal decimal() {
        if (random.nextInt(4) == 0) {
            return Decimal.parse(EDGE_DECIMALS.get(random.nextInt(EDGE_DECIMALS.size())));
        }
        int digits = 1 + random.nextInt(Limits.NUMBER_DIGITS_MAX);
        BigInteger unscaled = new BigInteger(digits * 4, Random.from(random));
        return scaled(unscaled.mod(BigInteger.TEN.pow(digits)), digits);
    }

    private Decimal scaled(BigInteger unscaled, int digits) {
        boolean wide = random.nextInt(3) == 0;
        int exponent =
                wide
                        ? random.nextInt(Limits.NUMBER_EXPONENT_MIN + digits, 88)
                        : random.nextInt(-8, 4);
        BigDecimal value = new BigDecimal(unscaled, -exponent);
        return new Decimal(random.nextBoolean() ? value : value.negate());
    }

    /// At most `charsMax` code points, perhaps none.
    public String text(int charsMax) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(charsMax + 1); n > 0; n--) {
            text.appendCodePoint(codePoint());
        }
        return text.toString();
    }

    private int codePoint() {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> 0x80 + random.nextInt(0x700);
            case 2 -> 0x4E00 + random.nextInt(0x1000);
            case 3 -> 0x1F600 + random.nextInt(0x40);
            default -> 'a' + random.nextInt(26);
        };
    }

    /// At most `lengthMax` bytes, perhaps none.
    public Bytes bytes(int lengthMax) {
        byte[] bytes = new byte[random.nextInt(lengthMax + 1)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] =
                    switch (random.nextInt(5)) {
                        case 0 -> 0;
                        case 1 -> (byte) 0xFF;
                        case 2 -> 1;
                        default -> (byte) random.nextInt(256);
                    };
        }
        return Bytes.ofOwned(bytes);
    }

    /// Any of the ten types, nested at most `levels` deep.
    public AttributeValue value(int levels) {
        return switch (random.nextInt(levels > 0 ? 10 : 8)) {
            case 0 -> AttributeValue.of(text(TEXT_CHARS_MAX));
            case 1 -> AttributeValue.of(decimal());
            case 2 -> AttributeValue.of(bytes(BYTES_MAX));
            case 3 -> AttributeValue.of(random.nextBoolean());
            case 4 -> new AttributeValue.NullValue();
            case 5 -> new AttributeValue.StringSet(set(() -> text(TEXT_CHARS_MAX)));
            case 6 -> new AttributeValue.NumberSet(set(this::decimal));
            case 7 -> new AttributeValue.BinarySet(set(() -> bytes(BYTES_MAX)));
            case 8 -> new AttributeValue.ListValue(elements(levels - 1));
            default -> new AttributeValue.MapValue(entries(levels - 1));
        };
    }

    private <T> SequencedSet<T> set(Supplier<T> element) {
        LinkedHashSet<T> set = new LinkedHashSet<>();
        for (int n = 1 + random.nextInt(ELEMENTS_MAX); n > 0; n--) {
            set.add(element.get());
        }
        return set;
    }

    private List<AttributeValue> elements(int levels) {
        List<AttributeValue> elements = new ArrayList<>();
        for (int n = random.nextInt(ELEMENTS_MAX + 1); n > 0; n--) {
            elements.add(value(levels));
        }
        return elements;
    }

    private SequencedMap<String, AttributeValue> entries(int levels) {
        LinkedHashMap<String, AttributeValue> entries = new LinkedHashMap<>();
        for (int n = random.nextInt(ELEMENTS_MAX + 1); n > 0; n--) {
            entries.put("m" + random.nextInt(8), value(levels));
        }
        return entries;
    }

    /// Up to `attributesMax` attributes under few names, so that items meet.
    public Item item(int attributesMax, int levels) {
        LinkedHashMap<String, AttributeValue> attributes = new LinkedHashMap<>();
        for (int n = random.nextInt(attributesMax + 1); n > 0; n--) {
            attributes.put("a" + random.nextInt(2 * attributesMax), value(levels));
        }
        return new Item(attributes);
    }
}
