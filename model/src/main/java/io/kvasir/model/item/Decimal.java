package io.kvasir.model.item;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import java.math.BigDecimal;

/// An exact decimal of at most 38 significant digits, magnitude 1E-130 to 9.99…E+125, or zero.
/// Equal values are equal objects: trailing zeros are trimmed. `toString` gives plain digits, as
/// DynamoDB returns numbers.
public record Decimal(BigDecimal value) implements Comparable<Decimal> {
    public static final Decimal ZERO = new Decimal(BigDecimal.ZERO);

    /// Longer texts are refused unread: no number within the limits needs as many.
    private static final int TEXT_CHARS_MAX = 512;

    public Decimal {
        value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        if (value.signum() != 0) {
            long exponent = (long) value.precision() - value.scale() - 1;
            if (exponent > Limits.NUMBER_EXPONENT_MAX) {
                throw new InvalidArgumentException(
                        "Number overflow. Attempting to store a number with magnitude larger than supported range");
            }
            if (exponent < Limits.NUMBER_EXPONENT_MIN) {
                throw new InvalidArgumentException(
                        "Number underflow. Attempting to store a number with magnitude smaller than supported range");
            }
        }
        if (value.precision() > Limits.NUMBER_DIGITS_MAX) {
            throw new InvalidArgumentException(
                    "Attempting to store more than "
                            + Limits.NUMBER_DIGITS_MAX
                            + " significant digits in a Number");
        }
    }

    public static Decimal of(long value) {
        return new Decimal(BigDecimal.valueOf(value));
    }

    /// Reads `-12.5E3` and the like.
    ///
    /// @throws InvalidArgumentException where the text is no number or the number is outside the
    ///   limits
    public static Decimal parse(String text) {
        if (text.isEmpty()) {
            throw new InvalidArgumentException(
                    "The parameter cannot be converted to a numeric value");
        }
        if (text.length() > TEXT_CHARS_MAX) {
            throw notANumber(text);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean allowed =
                    (c >= '0' && c <= '9')
                            || c == '.'
                            || c == '-'
                            || c == '+'
                            || c == 'e'
                            || c == 'E';
            if (!allowed) {
                throw notANumber(text);
            }
        }
        try {
            return new Decimal(new BigDecimal(text));
        } catch (ArithmeticException | NumberFormatException e) {
            // Arithmetic fails where not even the exponent fits.
            throw notANumber(text);
        }
    }

    private static InvalidArgumentException notANumber(String text) {
        String shown = text.length() <= 64 ? text : text.substring(0, 64) + "…";
        return new InvalidArgumentException(
                "The parameter cannot be converted to a numeric value: " + shown);
    }

    public Decimal plus(Decimal other) {
        return new Decimal(value.add(other.value));
    }

    public Decimal minus(Decimal other) {
        return new Decimal(value.subtract(other.value));
    }

    @Override
    public int compareTo(Decimal other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toPlainString();
    }
}
