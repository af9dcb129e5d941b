package io.kvasir.model.expression;

import java.util.Locale;

/// One word of an expression: its kind, its text, and where it stands.
record Token(Kind kind, String text, int start, int end) {
    enum Kind {
        /// `[A-Za-z_][A-Za-z0-9_]*`: an attribute's name, a function or a keyword.
        IDENTIFIER,
        /// `#` and at least one of `[A-Za-z0-9_]`.
        NAME,
        /// `:` and at least one of `[A-Za-z0-9_]`.
        VALUE,
        /// Digits only: an index of a list.
        NUMBER,
        OPEN("("),
        CLOSE(")"),
        OPEN_INDEX("["),
        CLOSE_INDEX("]"),
        COMMA(","),
        DOT("."),
        PLUS("+"),
        MINUS("-"),
        EQUAL("="),
        NOT_EQUAL("<>"),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        /// A character that the language does not know.
        UNKNOWN,
        END;

        private final String sign;

        Kind() {
            this("");
        }

        Kind(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    boolean isKeyword(String keyword) {
        return kind == Kind.IDENTIFIER
                && text.length() == keyword.length()
                && text.toUpperCase(Locale.ROOT).equals(keyword);
    }
}
