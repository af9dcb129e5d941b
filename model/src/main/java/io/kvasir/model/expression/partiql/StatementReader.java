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
import java.util.Locale;
import java.util.SequencedMap;

/// The words of a statement with a place among them, and what all of its parts are made of: names,
/// paths, literals.
final class StatementReader {
    /// Deeper nesting is refused, so that no text exhausts the stack.
    private static final int NESTING_LEVELS_MAX = 250;

    private final String text;
    private final List<StatementToken> tokens;
    private final List<AttributeValue> parameters;

    /// Where in a literal one is, as errors about numbers name it.
    private final List<String> trail = new ArrayList<>();

    private int at;
    private int nesting;
    private int parametersUsed;

    StatementReader(String text, List<AttributeValue> parameters) {
        this.text = text;
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
        if (Keywords.isOperator(token)) {
            return StatementLexer.malformed("Unexpected operator");
        }
        return StatementLexer.malformed(
                Keywords.isReserved(token) ? "Unexpected keyword" : "Unexpected term");
    }

    /// To be called behind an operator that needs something on its right.
    void requireRightHandSide() {
        if (isAtEnd()) {
            throw StatementLexer.malformed("Missing right-hand side expression of infix operator");
        }
    }

    private boolean isAtEnd() {
        return peek().kind() == Kind.END || peek().isSign(";");
    }

    /// Where a word stands, as the service's errors give it: line, column and length.
    String position(StatementToken token) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < token.start(); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return line + ":" + (token.start() - lineStart + 1) + ":" + (token.end() - token.start());
    }

    boolean isAtName() {
        StatementToken token = peek();
        return token.kind() == Kind.QUOTED_NAME
                || (token.kind() == Kind.WORD && !Keywords.isReserved(token));
    }

    boolean isAtCall() {
        return peek().kind() == Kind.WORD && second().isSign("(");
    }

    String name() {
        if (!isAtName() || peek().text().isEmpty()) {
            throw unexpected();
        }
        return next().text();
    }

    /// The name of a table or of an index.
    String tableName() {
        if (peek().kind() == Kind.QUOTED_NAME && peek().text().isEmpty()) {
            throw new InvalidArgumentException("Path component cannot be an empty string");
        }
        return name();
    }

    /// Behind a table's name another one would be its alias.
    void refuseAlias() {
        if (peek().isKeyword("AS") || isAtName()) {
            throw new InvalidArgumentException("Aliasing is not supported");
        }
    }

    Path path() {
        List<PathStep> steps = new ArrayList<>(2);
        steps.add(new PathStep.Attribute(name()));
        while (true) {
            if (take(".")) {
                if (Keywords.isReservedInPaths(peek())) {
                    throw StatementLexer.malformed("Invalid path dot component");
                }
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
            case NUMBER -> number(token.text());
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
        if (peek().isSign("(")) {
            throw new InvalidArgumentException(
                    "Unsupported data type: "
                            + token.text().toLowerCase(Locale.ROOT)
                            + " under key "
                            + place()
                            + " at "
                            + position(token));
        }
        throw StatementLexer.malformed(
                Keywords.isReserved(token) ? "Unexpected keyword" : "Unexpected term");
    }

    /// @param digits with a sign, if it has one
    private AttributeValue number(String digits) {
        if (!NumberLiteral.isReadable(digits)) {
            throw StatementLexer.malformed("");
        }
        try {
            return AttributeValue.of(Decimal.parse(digits));
        } catch (InvalidArgumentException e) {
            throw new InvalidArgumentException(e.getMessage() + " under " + place());
        }
    }

    private String place() {
        return "root" + String.join("", trail);
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
            return new AttributeValue.ListValue(list());
        }
        if (opening.isSign("<<")) {
            return set();
        }
        if (opening.isSign("{")) {
            return new AttributeValue.MapValue(entries(true));
        }
        boolean isSigned = opening.isSign("-") || opening.isSign("+");
        if (isSigned && peek().kind() == Kind.NUMBER) {
            return number(opening.text() + next().text());
        }
        throw StatementLexer.malformed("Unexpected term");
    }

    private List<AttributeValue> list() {
        List<AttributeValue> values = new ArrayList<>();
        if (take("]")) {
            return values;
        }
        do {
            trail.add("[" + values.size() + "]");
            values.add(value());
            trail.removeLast();
        } while (take(","));
        expect("]", "RIGHT_BRACKET");
        return values;
    }

    private AttributeValue set() {
        if (take(">>")) {
            throw new InvalidArgumentException("Empty bags are not supported");
        }
        List<AttributeValue> values = new ArrayList<>();
        do {
            values.add(value());
        } while (take(","));
        expect(">>", "RIGHT_DOUBLE_ANGLE_BRACKET");
        return set(values);
    }

    /// The item of an INSERT: its attributes are roots of their own.
    SequencedMap<String, AttributeValue> item() {
        if (!take("{")) {
            throw StatementLexer.malformed("Expected a tuple behind VALUE");
        }
        return entries(false);
    }

    private SequencedMap<String, AttributeValue> entries(boolean nested) {
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
            trail.add(nested ? "." + name : "");
            if (entries.put(name, value()) != null) {
                throw new InvalidArgumentException(
                        "The attribute '" + name + "' is given more than once");
            }
            trail.removeLast();
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
        if (numbers.size() == elements.size()) {
            return AttributeValue.setOfNumbers(numbers);
        }
        if (binaries.size() == elements.size()) {
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
