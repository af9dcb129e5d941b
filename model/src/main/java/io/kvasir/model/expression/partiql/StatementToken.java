package io.kvasir.model.expression.partiql;

import java.util.Locale;

/// One word of a statement.
///
/// @param text as written; of strings and quoted names what is between the quotes
/// @param start where it begins in the statement
/// @param end where it ends
record StatementToken(Kind kind, String text, int start, int end) {
    enum Kind {
        /// A keyword, or a name without quotes.
        WORD,
        /// `"…"`
        QUOTED_NAME,
        /// `'…'`
        STRING,
        NUMBER,
        /// `?`
        PARAMETER,
        /// Punctuation and operators.
        SIGN,
        END
    }

    boolean isKeyword(String keyword) {
        return kind == Kind.WORD && text.toUpperCase(Locale.ROOT).equals(keyword);
    }

    boolean isSign(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }
}
