package io.kvasir.model.expression.partiql;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.partiql.StatementToken.Kind;
import java.util.ArrayList;
import java.util.List;

/// Splits a statement into words. Its words are others than those of expressions: quotes, literals,
/// sets and comments.
final class StatementLexer {
    private static final List<String> SIGNS =
            List.of(
                    "<<", ">>", "<=", ">=", "<>", "!=", "=", "<", ">", "(", ")", "[", "]", "{", "}",
                    ",", ".", ":", "*", "+", "-", ";");

    private final String text;
    private int at;

    private StatementLexer(String text) {
        this.text = text;
    }

    static List<StatementToken> tokens(String text) {
        StatementLexer lexer = new StatementLexer(text);
        List<StatementToken> tokens = new ArrayList<>();
        StatementToken token;
        do {
            token = lexer.next();
            tokens.add(token);
        } while (token.kind() != Kind.END);
        return tokens;
    }

    static InvalidArgumentException malformed(String detail) {
        return new InvalidArgumentException(
                "Statement wasn't well formed, can't be processed: " + detail);
    }

    private StatementToken next() {
        skipSpaceAndComments();
        if (at == text.length()) {
            return new StatementToken(Kind.END, "");
        }
        char c = text.charAt(at);
        if (c == '\'') {
            return new StatementToken(Kind.STRING, quoted(c));
        }
        if (c == '"') {
            return new StatementToken(Kind.QUOTED_NAME, quoted(c));
        }
        if (isLetter(c)) {
            int start = at;
            while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(at))) {
                at++;
            }
            return new StatementToken(Kind.WORD, text.substring(start, at));
        }
        if (isDigit(at) || (c == '.' && isDigit(at + 1))) {
            return number();
        }
        if (c == '?') {
            at++;
            return new StatementToken(Kind.PARAMETER, "?");
        }
        for (String sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                at += sign.length();
                return new StatementToken(Kind.SIGN, sign);
            }
        }
        // The service names no character either.
        throw malformed("");
    }

    private void skipSpaceAndComments() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw malformed("");
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    /// A doubled quote stands for one.
    private String quoted(char quote) {
        StringBuilder content = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                content.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                content.append(c);
                at++;
            } else {
                return content.toString();
            }
        }
        throw malformed("Unterminated " + (quote == '"' ? "name" : "string"));
    }

    private StatementToken number() {
        int start = at;
        skipDigits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            skipDigits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int exponent = at + 1;
            if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
                exponent++;
            }
            if (isDigit(exponent)) {
                at = exponent;
                skipDigits();
            }
        }
        return new StatementToken(Kind.NUMBER, text.substring(start, at));
    }

    private void skipDigits() {
        while (isDigit(at)) {
            at++;
        }
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
    }
}
