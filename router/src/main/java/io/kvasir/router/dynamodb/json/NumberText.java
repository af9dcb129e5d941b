package io.kvasir.router.dynamodb.json;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.Decimal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Consumer;

/// Numbers of requests as the service reads them. Its newer checks read the whole exponent before
/// they look at the magnitude; its older ones count in 32 bits, and so find a number too small that
/// is much too large.
final class NumberText {
    private static final String NO_NUMBER = "The parameter cannot be converted to a numeric value";
    private static final String OVERFLOW =
            "Number overflow. Attempting to store a number with magnitude larger than supported"
                    + " range";
    private static final String UNDERFLOW =
            "Number underflow. Attempting to store a number with magnitude smaller than supported"
                    + " range";

    /// Longer texts are refused unread, as those of plain numbers are: reading takes a time that
    /// grows with the square of the length.
    private static final int CHARS_MAX = 512;

    private NumberText() {}

    /// @param note hears why the text is no number that can be; zero is then given
    static Decimal read(String text, Consumer<ValueFault> note) {
        if (text.isEmpty()) {
            note.accept(ValueFault.number(NO_NUMBER + ": ", NO_NUMBER));
            return Decimal.ZERO;
        }
        try {
            Decimal number = Decimal.parse(text);
            if (number.value().signum() != 0) {
                return number;
            }
        } catch (InvalidArgumentException e) {
            if (!hasExponent(text) || text.length() > CHARS_MAX) {
                note.accept(ValueFault.number(message(e), message(e)));
                return Decimal.ZERO;
            }
        }
        return hasExponent(text) ? withExponent(text, note) : Decimal.ZERO;
    }

    private static String message(InvalidArgumentException e) {
        return String.valueOf(e.getMessage());
    }

    private static boolean hasExponent(String text) {
        return text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
    }

    /// What Java cannot read, or reads as zero or out of range.
    private static Decimal withExponent(String text, Consumer<ValueFault> note) {
        int mark = Math.max(text.indexOf('e'), text.indexOf('E'));
        String none = NO_NUMBER + ": " + text;
        try {
            String digits = text.substring(mark + 1);
            BigDecimal mantissa = new BigDecimal(text.substring(0, mark));
            BigInteger exponent = new BigInteger(digits);
            long adjusted =
                    Math.addExact(
                            exponent.longValueExact(),
                            (long) mantissa.precision() - mantissa.scale() - 1);
            String current = ofMagnitude(adjusted, text);
            if (!current.isEmpty()) {
                note.accept(ValueFault.number(current, older(text, mantissa, exponent, none)));
            }
        } catch (ArithmeticException | NumberFormatException e) {
            note.accept(ValueFault.number(none, none));
        }
        return Decimal.ZERO;
    }

    private static String ofMagnitude(long exponent, String text) {
        if (exponent > Limits.NUMBER_EXPONENT_MAX) {
            return OVERFLOW;
        }
        if (exponent < Limits.NUMBER_EXPONENT_MIN) {
            return UNDERFLOW;
        }
        try {
            Decimal.parse(text);
            return "";
        } catch (InvalidArgumentException e) {
            return message(e);
        }
    }

    private static String older(
            String text, BigDecimal mantissa, BigInteger exponent, String none) {
        long scale = mantissa.scale() - exponent.longValueExact();
        boolean fits = exponent.bitLength() < Integer.SIZE && scale == (int) scale;
        // That the difference wraps is the service's.
        int digitsBeforePoint = mantissa.precision() - (int) scale;
        return fits ? ofMagnitude(digitsBeforePoint - 1L, text) : none;
    }
}
