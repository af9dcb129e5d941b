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
        int start = at;
        if (at == text.length()) {
            return new StatementToken(Kind.END, "", start, start);
        }
        char c = text.charAt(at);
        if (c == '\'' || c == '"') {
            String content = quoted(c);
            return new StatementToken(
                    c == '"' ? Kind.QUOTED_NAME : Kind.STRING, content, start, at);
        }
        if (isLetter(c)) {
            while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(at))) {
                at++;
            }
            return read(Kind.WORD, start);
        }
        if (isDigit(at) || (c == '.' && isDigit(at + 1))) {
            skipNumber();
            return read(Kind.NUMBER, start);
        }
        if (c == '?') {
            at++;
            return read(Kind.PARAMETER, start);
        }
        for (String sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                at += sign.length();
                return read(Kind.SIGN, start);
            }
        }
        // The service names no character either.
        throw malformed("");
    }

    private StatementToken read(Kind kind, int start) {
        return new StatementToken(kind, text.substring(start, at), start, at);
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

    private void skipNumber() {
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
