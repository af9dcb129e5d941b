package io.kvasir.model;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.random.RandomGenerator;

/// Random values of the model: small and alike, so that they meet, with the limits among them.
public final class RandomValues {
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e0", "e1");
    private static final String LETTERS = "ab\u0000\u007Fé\uD7FF\uE000\uFFFD😀";

    private RandomValues() {}

    public static Decimal decimal(RandomGenerator dice) {
        if (dice.nextInt(8) == 0) {
            return Decimal.of(dice.nextInt(-3, 4));
        }
        int digits = dice.nextInt(1, Limits.NUMBER_DIGITS_MAX + 1);
        BigInteger unscaled =
                new BigInteger(BigInteger.TEN.pow(digits).bitLength(), new Randomness(dice))
                        .mod(BigInteger.TEN.pow(digits));
        BigDecimal value = new BigDecimal(dice.nextBoolean() ? unscaled : unscaled.negate());
        int exponent = value.precision() - 1;
        int least = Limits.NUMBER_EXPONENT_MIN - exponent;
        int most = Limits.NUMBER_EXPONENT_MAX - exponent;
        int shift =
                switch (dice.nextInt(4)) {
                    case 0 -> least;
                    case 1 -> most;
                    default -> dice.nextInt(-3, 4);
                };
        return new Decimal(value.scaleByPowerOfTen(Math.clamp(shift, least, most)));
    }

    public static String text(RandomGenerator dice, int lengthMax) {
        StringBuilder text = new StringBuilder();
        int[] letters = LETTERS.codePoints().toArray();
        for (int left = dice.nextInt(lengthMax + 1); left > 0; left--) {
            text.appendCodePoint(letters[dice.nextInt(letters.length)]);
        }
        return text.toString();
    }

    public static Bytes bytes(RandomGenerator dice, int lengthMax) {
        byte[] bytes = new byte[dice.nextInt(lengthMax + 1)];
        byte[] likely = {0, 1, 2, 0x7F, (byte) 0x80, (byte) 0xFE, (byte) 0xFF};
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = likely[dice.nextInt(likely.length)];
        }
        return Bytes.ofOwned(bytes);
    }

    public static String name(RandomGenerator dice) {
        return NAMES.get(dice.nextInt(NAMES.size()));
    }

    public static AttributeValue value(RandomGenerator dice, int depth) {
        return switch (dice.nextInt(depth > 0 ? 10 : 8)) {
            case 0 -> AttributeValue.of(text(dice, 4));
            case 1 -> AttributeValue.of(dice.nextInt(-2, 3));
            case 2 -> AttributeValue.of(bytes(dice, 3));
            case 3 -> AttributeValue.of(dice.nextBoolean());
            case 4 -> new AttributeValue.NullValue();
            case 5 -> AttributeValue.setOfStrings(List.of("x", "y").subList(0, dice.nextInt(1, 3)));
            case 6 ->
                    new AttributeValue.NumberSet(
                            new LinkedHashSet<>(
                                    List.of(Decimal.of(dice.nextInt(3)), Decimal.of(7))));
            case 7 -> AttributeValue.setOfBinaries(List.of(bytes(dice, 2)));
            case 8 -> {
                List<AttributeValue> elements = new ArrayList<>();
                for (int left = dice.nextInt(4); left > 0; left--) {
                    elements.add(value(dice, depth - 1));
                }
                yield new AttributeValue.ListValue(elements);
            }
            default -> {
                LinkedHashMap<String, AttributeValue> entries = new LinkedHashMap<>();
                for (int left = dice.nextInt(4); left > 0; left--) {
                    entries.put(name(dice), value(dice, depth - 1));
                }
                yield new AttributeValue.MapValue(entries);
            }
        };
    }

    public static Item item(RandomGenerator dice) {
        Item item = Item.of("id", AttributeValue.of("1"));
        for (int left = dice.nextInt(6); left > 0; left--) {
            item = item.with(name(dice), value(dice, 3));
        }
        return item;
    }

    /// `BigInteger` asks for a `Random`.
    private static final class Randomness extends java.util.Random {
        private static final long serialVersionUID = 1L;
        private final transient RandomGenerator dice;

        Randomness(RandomGenerator dice) {
            super(0);
            this.dice = dice;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            dice.nextBytes(bytes);
        }

        @Override
        protected int next(int bits) {
            return dice == null ? 0 : dice.nextInt() >>> (32 - bits);
        }
    }
}
