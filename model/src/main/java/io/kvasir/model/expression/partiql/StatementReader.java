package io.kvasir.model.expression.partiql;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Path;
import io.kvasir.model.expression.PathStep;
import io.kvasir.model.expression.partiql.StatementToken.Kind;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/// The words of a statement with a place among them, and what all of its parts are made of: names,
/// paths, literals.
final class StatementReader {
    /// Deeper nesting is refused, so that no text exhausts the stack.
    private static final int NESTING_LEVELS_MAX = 250;

    /// Words that begin or join clauses; a name of such a spelling needs quotes.
    private static final Set<String> KEYWORDS =
            Set.of(
                    "SELECT",
                    "INSERT",
                    "UPDATE",
                    "DELETE",
                    "FROM",
                    "INTO",
                    "VALUE",
                    "SET",
                    "REMOVE",
                    "WHERE",
                    "RETURNING",
                    "ORDER",
                    "AND",
                    "OR",
                    "NOT",
                    "BETWEEN",
                    "IN",
                    "IS",
                    "MISSING",
                    "NULL",
                    "TRUE",
                    "FALSE");

    private final List<StatementToken> tokens;
    private final List<AttributeValue> parameters;
    private int at;
    private int nesting;
    private int parametersUsed;

    StatementReader(String text, List<AttributeValue> parameters) {
        this.tokens = StatementLexer.tokens(text);
        this.parameters = parameters;
    }

    StatementToken peek() {
        return tokens.get(at);
    }

    StatementToken second() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    StatementToken next() {
        StatementToken token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    boolean take(String sign) {
        if (!peek().isSign(sign)) {
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

    void expect(String sign, String nameOfSign) {
        if (!take(sign)) {
            throw StatementLexer.malformed("Expected " + nameOfSign);
        }
    }

    void expectKeyword(String keyword) {
        if (!takeKeyword(keyword)) {
            throw StatementLexer.malformed("Expected " + keyword);
        }
    }

    void enter() {
        if (++nesting > NESTING_LEVELS_MAX) {
            throw StatementLexer.malformed("Nested more than " + NESTING_LEVELS_MAX + " levels");
        }
    }

    void leave() {
        nesting--;
    }

    InvalidArgumentException unexpected() {
        StatementToken token = peek();
        boolean isKeyword = token.kind() == Kind.WORD && isKeyword(token);
        return StatementLexer.malformed(isKeyword ? "Unexpected keyword" : "Unexpected term");
    }

    static boolean isKeyword(StatementToken token) {
        return token.kind() == Kind.WORD
                && KEYWORDS.contains(token.text().toUpperCase(java.util.Locale.ROOT));
    }

    String name() {
        StatementToken token = peek();
        boolean isName =
                token.kind() == Kind.QUOTED_NAME
                        || (token.kind() == Kind.WORD && !isKeyword(token));
        if (!isName || token.text().isEmpty()) {
            throw unexpected();
        }
        return next().text();
    }

    /// Behind a table's name another one would be its alias.
    void refuseAlias() {
        StatementToken token = peek();
        if (token.isKeyword("AS")
                || token.kind() == Kind.QUOTED_NAME
                || (token.kind() == Kind.WORD && !isKeyword(token))) {
            throw new InvalidArgumentException("Aliasing is not supported");
        }
    }

    Path path() {
        List<PathStep> steps = new ArrayList<>(2);
        steps.add(new PathStep.Attribute(name()));
        while (true) {
            if (take(".")) {
                steps.add(new PathStep.Attribute(name()));
            } else if (peek().isSign("[") && second().kind() == Kind.NUMBER) {
                next();
                steps.add(index(next().text()));
                expect("]", "RIGHT_BRACKET");
            } else if (peek().isSign("[") && second().kind() == Kind.STRING) {
                next();
                steps.add(new PathStep.Attribute(next().text()));
                expect("]", "RIGHT_BRACKET");
            } else {
                break;
            }
        }
        if (steps.size() > Limits.NESTING_LEVELS_MAX) {
            throw new InvalidArgumentException(
                    "The document path has too many nesting levels; nesting levels: "
                            + steps.size());
        }
        return new Path(steps);
    }

    private static PathStep index(String digits) {
        try {
            return new PathStep.Index(Integer.parseInt(digits));
        } catch (NumberFormatException e) {
            throw new InvalidArgumentException(
                    "List index is not within the allowable range; index: [" + digits + "]");
        }
    }

    /// Whether a literal or parameter is at hand.
    boolean isAtValue() {
        StatementToken token = peek();
        return switch (token.kind()) {
            case STRING, NUMBER, PARAMETER -> true;
            case SIGN ->
                    token.isSign("[")
                            || token.isSign("{")
                            || token.isSign("<<")
                            || ((token.isSign("-") || token.isSign("+"))
                                    && second().kind() == Kind.NUMBER);
            case WORD ->
                    token.isKeyword("TRUE") || token.isKeyword("FALSE") || token.isKeyword("NULL");
            case QUOTED_NAME, END -> false;
        };
    }

    AttributeValue value() {
        StatementToken token = next();
        return switch (token.kind()) {
            case STRING -> AttributeValue.of(token.text());
            case NUMBER -> AttributeValue.of(Decimal.parse(token.text()));
            case PARAMETER -> parameter();
            case WORD -> word(token);
            case SIGN -> {
                enter();
                AttributeValue value = compound(token);
                leave();
                yield value;
            }
            case QUOTED_NAME, END -> throw StatementLexer.malformed("Unexpected term");
        };
    }

    private AttributeValue word(StatementToken token) {
        if (token.isKeyword("TRUE") || token.isKeyword("FALSE")) {
            return AttributeValue.of(token.isKeyword("TRUE"));
        }
        if (token.isKeyword("NULL")) {
            return new AttributeValue.NullValue();
        }
        throw StatementLexer.malformed(isKeyword(token) ? "Unexpected keyword" : "Unexpected term");
    }

    private AttributeValue parameter() {
        if (parametersUsed >= parameters.size()) {
            throw new InvalidArgumentException(
                    "Number of parameters in request and statement don't match.");
        }
        return parameters.get(parametersUsed++);
    }

    private AttributeValue compound(StatementToken opening) {
        if (opening.isSign("[")) {
            return new AttributeValue.ListValue(values("]", "RIGHT_BRACKET"));
        }
        if (opening.isSign("<<")) {
            return set(values(">>", "RIGHT_DOUBLE_ANGLE_BRACKET"));
        }
        if (opening.isSign("{")) {
            return new AttributeValue.MapValue(entries());
        }
        boolean isSigned = opening.isSign("-") || opening.isSign("+");
        if (isSigned && peek().kind() == Kind.NUMBER) {
            return AttributeValue.of(Decimal.parse(opening.text() + next().text()));
        }
        throw StatementLexer.malformed("Unexpected term");
    }

    /// Values up to the sign that closes them; the one that opens them is read.
    List<AttributeValue> values(String closing, String nameOfClosing) {
        List<AttributeValue> values = new ArrayList<>();
        if (take(closing)) {
            return values;
        }
        do {
            values.add(value());
        } while (take(","));
        expect(closing, nameOfClosing);
        return values;
    }

    private SequencedMap<String, AttributeValue> entries() {
        LinkedHashMap<String, AttributeValue> entries = new LinkedHashMap<>();
        if (take("}")) {
            return entries;
        }
        do {
            if (peek().kind() != Kind.STRING) {
                throw StatementLexer.malformed("Expected a string as the name of an attribute");
            }
            String name = next().text();
            expect(":", "COLON");
            if (entries.put(name, value()) != null) {
                throw new InvalidArgumentException(
                        "The attribute '" + name + "' is given more than once");
            }
        } while (take(","));
        expect("}", "RIGHT_CURLY");
        return entries;
    }

    private static AttributeValue set(List<AttributeValue> elements) {
        List<String> strings = new ArrayList<>();
        List<Decimal> numbers = new ArrayList<>();
        List<io.kvasir.model.Bytes> binaries = new ArrayList<>();
        for (AttributeValue element : elements) {
            switch (element) {
                case AttributeValue.StringValue(String text) -> strings.add(text);
                case AttributeValue.NumberValue(Decimal number) -> numbers.add(number);
                case AttributeValue.BinaryValue(var bytes) -> binaries.add(bytes);
                default ->
                        throw new InvalidArgumentException(
                                "A set has strings, numbers or binaries, not "
                                        + element.typeName());
            }
        }
        if (numbers.size() == elements.size() && !elements.isEmpty()) {
            return AttributeValue.setOfNumbers(numbers);
        }
        if (binaries.size() == elements.size() && !elements.isEmpty()) {
            return AttributeValue.setOfBinaries(binaries);
        }
        if (strings.size() == elements.size()) {
            return AttributeValue.setOfStrings(strings);
        }
        throw new InvalidArgumentException("The elements of a set are of one type");
    }

    void finish() {
        take(";");
        if (peek().kind() != Kind.END) {
            throw StatementLexer.malformed("Unexpected token after expression");
        }
    }
}
