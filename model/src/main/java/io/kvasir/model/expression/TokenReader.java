package io.kvasir.model.expression;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Token.Kind;
import io.kvasir.model.item.ItemSize;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What all parsers share: the words with a place among them, document paths, and the faults that
/// are told only once the whole text proved well-formed, the first of each kind.
final class TokenReader {
    /// Deeper nesting of parentheses and NOTs is refused, so that no text exhausts the stack.
    private static final int NESTING_LEVELS_MAX = 500;

    private static final BigInteger LIST_INDEX_MAX = BigInteger.valueOf(Integer.MAX_VALUE);

    private final ExpressionKind kind;
    private final String text;
    private final List<Token> tokens;
    private int at;
    private int nesting;
    private int operators;
    private boolean redundantParentheses;
    private @Nullable String unknownFunction;
    private @Nullable String misplacedFunction;
    private @Nullable String nameFault;

    /// @throws InvalidArgumentException where the text is blank or too long
    TokenReader(ExpressionKind kind, String text) {
        this.kind = kind;
        this.text = text;
        int bytes = ItemSize.utf8Length(text);
        if (bytes > Limits.EXPRESSION_BYTES_MAX) {
            String size = kind == ExpressionKind.UPDATE ? "" : " expression size: " + bytes;
            throw kind.error("Expression size has exceeded the maximum allowed size;" + size);
        }
        this.tokens = Lexer.tokens(text);
        if (tokens.size() == 1) {
            throw kind.error("The expression can not be empty;");
        }
    }

    Token peek() {
        return tokens.get(at);
    }

    Kind peekKind() {
        return tokens.get(at).kind();
    }

    Kind secondKind() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1)).kind();
    }

    Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    /// Steps over the word if it is of the kind.
    boolean take(Kind wanted) {
        if (peekKind() != wanted) {
            return false;
        }
        next();
        return true;
    }

    boolean takeKeyword(String keyword) {
        if (!peek().isKeyword(keyword)) {
            return false;
        }
        next();
        return true;
    }

    Token expect(Kind wanted) {
        if (peekKind() != wanted) {
            throw syntaxError();
        }
        return next();
    }

    void expectKeyword(String keyword) {
        if (!takeKeyword(keyword)) {
            throw syntaxError();
        }
    }

    /// The word at hand is not one that may stand here; shown with its neighbours.
    InvalidArgumentException syntaxError() {
        Token token = peek();
        int from = at > 0 ? tokens.get(at - 1).start() : token.start();
        Token after = tokens.get(Math.min(at + 1, tokens.size() - 1));
        int to;
        if (token.kind() == Kind.END) {
            to = at > 0 ? tokens.get(at - 1).end() : token.end();
        } else {
            to = after.kind() == Kind.END ? token.end() : after.end();
        }
        return kind.error(
                "Syntax error; token: \""
                        + token.text()
                        + "\", near: \""
                        + text.substring(from, to)
                        + "\"");
    }

    void enter() {
        if (++nesting > NESTING_LEVELS_MAX) {
            throw kind.error("The expression is nested too deeply; nesting levels: " + nesting);
        }
    }

    void leave() {
        nesting--;
    }

    void countOperator() {
        operators++;
    }

    void foundRedundantParentheses() {
        redundantParentheses = true;
    }

    /// The function of that name, where this kind of expression has it. Where it has not, the fault
    /// is kept and any function returned.
    Function function(String name) {
        @Nullable Function function = Function.named(name);
        if (function == null) {
            if (unknownFunction == null) {
                unknownFunction = "Invalid function name; function: " + name;
            }
            return Function.SIZE;
        }
        boolean isUpdate = kind == ExpressionKind.UPDATE;
        if (function.isForUpdates() != isUpdate && unknownFunction == null) {
            unknownFunction =
                    "The function is not allowed in "
                            + (isUpdate ? "an update" : "a condition")
                            + " expression; function: "
                            + name;
        }
        return function;
    }

    void foundMisplaced(Function function) {
        if (misplacedFunction == null) {
            misplacedFunction =
                    "The function is not allowed to be used this way in an expression; function: "
                            + function.functionName();
        }
    }

    /// A document path; its first word is at hand.
    Path path() {
        List<PathStep> steps = new ArrayList<>(2);
        steps.add(name());
        return pathTail(steps);
    }

    /// The steps that follow `path`, if any.
    Path pathTail(Path path) {
        return pathTail(new ArrayList<>(path.steps()));
    }

    private Path pathTail(List<PathStep> steps) {
        while (true) {
            if (take(Kind.DOT)) {
                steps.add(name());
            } else if (take(Kind.OPEN_INDEX)) {
                steps.add(index(expect(Kind.NUMBER).text()));
                expect(Kind.CLOSE_INDEX);
            } else {
                return new Path(steps);
            }
        }
    }

    private PathStep name() {
        Token token = peek();
        if (token.kind() == Kind.NAME) {
            return new PathStep.Placeholder(next().text());
        }
        if (token.kind() != Kind.IDENTIFIER || isKeyword(token)) {
            throw syntaxError();
        }
        next();
        if (nameFault == null && ReservedWords.contains(token.text())) {
            nameFault = "Attribute name is a reserved keyword; reserved keyword: " + token.text();
        }
        return new PathStep.Attribute(token.text());
    }

    /// Whether the word is one that the grammar itself uses, so that no path begins there.
    boolean isKeyword(Token token) {
        return switch (kind) {
            case CONDITION, FILTER, KEY_CONDITION ->
                    token.isKeyword("AND")
                            || token.isKeyword("OR")
                            || token.isKeyword("NOT")
                            || token.isKeyword("BETWEEN")
                            || token.isKeyword("IN");
            case UPDATE ->
                    token.isKeyword("SET")
                            || token.isKeyword("REMOVE")
                            || token.isKeyword("ADD")
                            || token.isKeyword("DELETE");
            case PROJECTION -> false;
        };
    }

    private PathStep index(String digits) {
        BigInteger index = new BigInteger(digits);
        if (index.compareTo(LIST_INDEX_MAX) > 0) {
            if (nameFault == null) {
                nameFault = "List index is not within the allowable range; index: [" + digits + "]";
            }
            return new PathStep.Index(Integer.MAX_VALUE);
        }
        return new PathStep.Index(index.intValue());
    }

    /// Tells the first of the faults kept while reading.
    void finish() {
        if (peekKind() != Kind.END) {
            throw syntaxError();
        }
        if (redundantParentheses) {
            throw kind.error("The expression has redundant parentheses;");
        }
        boolean nameFirst = kind == ExpressionKind.UPDATE;
        @Nullable String[] inOrder =
                nameFirst
                        ? new @Nullable String[] {nameFault, unknownFunction, misplacedFunction}
                        : new @Nullable String[] {unknownFunction, misplacedFunction, nameFault};
        for (@Nullable String fault : inOrder) {
            if (fault != null) {
                throw kind.error(fault);
            }
        }
        if (operators > Limits.EXPRESSION_OPERATORS_MAX) {
            throw kind.error(
                    "The expression contains too many operators; operator count: " + operators);
        }
    }
}
