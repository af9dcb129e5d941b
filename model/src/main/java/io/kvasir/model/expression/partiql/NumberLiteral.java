package io.kvasir.model.expression.partiql;

import java.util.Locale;

/// Which numbers a statement can write down at all, whatever becomes of their magnitude.
final class NumberLiteral {
    private static final int EXPONENT_DIGITS_MAX = 10;

    private NumberLiteral() {}

    /// Whether the exponent, and the scale that it comes to, fit into 32 bits.
    static boolean isReadable(String digits) {
        int mark = digits.toLowerCase(Locale.ROOT).indexOf('e');
        if (mark < 0) {
            return true;
        }
        String exponentDigits = digits.substring(mark + 1).replaceFirst("^([+-]?)0+(?=.)", "$1");
        if (exponentDigits.length() > EXPONENT_DIGITS_MAX + 1) {
            return false;
        }
        long exponent = Long.parseLong(exponentDigits);
        int point = digits.indexOf('.');
        int decimals = point < 0 ? 0 : mark - point - 1;
        long scale = decimals - exponent;
        return exponent == (int) exponent && scale == (int) scale;
    }
}
