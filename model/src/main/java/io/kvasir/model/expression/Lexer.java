package io.kvasir.model.expression;

import io.kvasir.model.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/// Splits an expression into words. Never fails: what the language does not know becomes a word
/// that no parser accepts.
final class Lexer {
    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /// All words, the last of kind END.
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        Token token;
        do {
            token = lexer.next();
            tokens.add(token);
        } while (token.kind() != Kind.END);
        return tokens;
    }

    private Token next() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        int start = at;
        if (at == text.length()) {
            return new Token(Kind.END, "<EOF>", start, start);
        }
        char c = text.charAt(at);
        if (isLetter(c)) {
            skipWord();
            return token(Kind.IDENTIFIER, start);
        }
        if (isDigit(c)) {
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
            return token(Kind.NUMBER, start);
        }
        if (c == '#' || c == ':') {
            at++;
            skipWord();
            Kind kind = c == '#' ? Kind.NAME : Kind.VALUE;
            return token(at - start > 1 ? kind : Kind.UNKNOWN, start);
        }
        return sign(c, start);
    }

    private Token sign(char c, int start) {
        at += Character.charCount(text.codePointAt(start));
        char second = at < text.length() ? text.charAt(at) : ' ';
        Kind kind =
                switch (c) {
                    case '(' -> Kind.OPEN;
                    case ')' -> Kind.CLOSE;
                    case '[' -> Kind.OPEN_INDEX;
                    case ']' -> Kind.CLOSE_INDEX;
                    case ',' -> Kind.COMMA;
                    case '.' -> Kind.DOT;
                    case '+' -> Kind.PLUS;
                    case '-' -> Kind.MINUS;
                    case '=' -> Kind.EQUAL;
                    case '<' ->
                            second == '>'
                                    ? Kind.NOT_EQUAL
                                    : second == '=' ? Kind.LESS_OR_EQUAL : Kind.LESS;
                    case '>' -> second == '=' ? Kind.GREATER_OR_EQUAL : Kind.GREATER;
                    default -> Kind.UNKNOWN;
                };
        if (kind.sign().length() == 2) {
            at++;
        }
        return token(kind, start);
    }

    private Token token(Kind kind, int start) {
        return new Token(kind, text.substring(start, at), start, at);
    }

    private void skipWord() {
        while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
