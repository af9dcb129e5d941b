package io.kvasir.model.key;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.Decimal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/// Decimals as bytes that sort, unsigned, as the numbers do: a sign byte, the exponent of one
/// hundred with a bias, then the digits in pairs, each plus one so that no byte is zero. Negative
/// numbers are complemented and closed with FF, so that the longer of two with a common beginning
/// is the smaller.
public final class OrderedDecimal {
    private static final byte NEGATIVE = 0x01;
    private static final byte ZERO = 0x02;
    private static final byte POSITIVE = 0x03;
    private static final int EXPONENT_BIAS = 128;
    private static final byte NEGATIVE_END = (byte) 0xFF;

    private OrderedDecimal() {}

    public static byte[] encode(Decimal decimal) {
        BigDecimal value = decimal.value();
        if (value.signum() == 0) {
            return new byte[] {ZERO};
        }
        boolean negative = value.signum() < 0;
        byte[] pairs = pairs(value);
        byte[] encoded = new byte[2 + pairs.length + (negative ? 1 : 0)];
        encoded[0] = negative ? NEGATIVE : POSITIVE;
        encoded[1] = (byte) (pairExponent(value) + EXPONENT_BIAS);
        System.arraycopy(pairs, 0, encoded, 2, pairs.length);
        if (negative) {
            for (int i = 1; i <= pairs.length + 1; i++) {
                encoded[i] = (byte) ~encoded[i];
            }
            encoded[encoded.length - 1] = NEGATIVE_END;
        }
        return encoded;
    }

    /// @throws InvalidArgumentException where `encode` gives no such bytes
    public static Decimal decode(byte[] encoded) {
        if (encoded.length == 1 && encoded[0] == ZERO) {
            return Decimal.ZERO;
        }
        boolean negative = encoded.length > 0 && encoded[0] == NEGATIVE;
        int end = encoded.length - (negative ? 1 : 0);
        if (end < 3 || (!negative && encoded[0] != POSITIVE)) {
            throw new InvalidArgumentException(
                    "Not an encoded number: " + encoded.length + " bytes");
        }
        int flip = negative ? 0xFF : 0;
        int exponent = ((encoded[1] & 0xFF) ^ flip) - EXPONENT_BIAS;
        BigInteger unscaled = BigInteger.ZERO;
        for (int i = 2; i < end; i++) {
            int pair = ((encoded[i] & 0xFF) ^ flip) - 1;
            if (pair < 0 || pair > 99) {
                throw new InvalidArgumentException(
                        "Not an encoded number: byte " + i + " is no pair of digits");
            }
            unscaled = unscaled.multiply(BigInteger.valueOf(100)).add(BigInteger.valueOf(pair));
        }
        int scale = 2 * (end - 2) - 2 * (exponent + 1);
        BigDecimal magnitude = new BigDecimal(unscaled, scale);
        return new Decimal(negative ? magnitude.negate() : magnitude);
    }

    /// The exponent of one hundred of the first pair of digits.
    private static int pairExponent(BigDecimal value) {
        return Math.floorDiv(value.precision() - value.scale() - 1, 2);
    }

    private static byte[] pairs(BigDecimal value) {
        int exponent = value.precision() - value.scale() - 1;
        String digits = value.unscaledValue().abs().toString();
        // An even exponent means that the first pair holds one digit: 5.2 is 05.20.
        String aligned = Math.floorMod(exponent, 2) == 0 ? "0" + digits : digits;
        String padded = aligned.length() % 2 == 0 ? aligned : aligned + "0";
        byte[] pairs = new byte[padded.length() / 2];
        for (int i = 0; i < pairs.length; i++) {
            int pair = (padded.charAt(2 * i) - '0') * 10 + (padded.charAt(2 * i + 1) - '0');
            pairs[i] = (byte) (pair + 1);
        }
        int used = pairs.length;
        while (used > 1 && pairs[used - 1] == 1) {
            used--;
        }
        return Arrays.copyOf(pairs, used);
    }
}
