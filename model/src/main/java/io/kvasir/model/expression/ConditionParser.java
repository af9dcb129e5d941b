package io.kvasir.model.expression;

import io.kvasir.model.Limits;
import io.kvasir.model.expression.Condition.Comparator;
import io.kvasir.model.expression.Operand.FunctionCall;
import io.kvasir.model.expression.Operand.PathOperand;
import io.kvasir.model.expression.Operand.ValuePlaceholder;
import io.kvasir.model.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Pratt parser for condition, filter and key condition expressions. A parenthesis can open an
/// operand or a condition; which of the two shows at the word behind it.
final class ConditionParser {
    private static final int OR = 1;
    private static final int AND = 2;
    private static final int COMPARISON = 3;

    private interface Join {
        Condition of(List<Condition> terms);
    }

    private sealed interface Parsed {
        boolean inParentheses();
    }

    private record ParsedOperand(Operand operand, boolean inParentheses) implements Parsed {}

    private record ParsedCondition(Condition condition, boolean inParentheses) implements Parsed {}

    private final TokenReader reader;
    private int inOperands;

    private ConditionParser(ExpressionKind kind, String text) {
        this.reader = new TokenReader(kind, text);
    }

    static Condition parse(ExpressionKind kind, String text) {
        ConditionParser parser = new ConditionParser(kind, text);
        Condition condition = parser.condition(parser.expression(OR));
        parser.reader.finish();
        if (parser.inOperands > Limits.IN_OPERANDS_MAX) {
            throw kind.error(
                    "The IN operator is provided with too many operands; number of operands: "
                            + parser.inOperands);
        }
        return condition;
    }

    private Parsed expression(int weakest) {
        reader.enter();
        Parsed left = first();
        while (true) {
            Token token = reader.peek();
            if (weakest <= OR && token.isKeyword("OR")) {
                left = joined("OR", AND, condition(left), Condition.Or::new);
            } else if (weakest <= AND && token.isKeyword("AND")) {
                left = joined("AND", COMPARISON, condition(left), Condition.And::new);
            } else if (left instanceof ParsedOperand operand && isComparison(token)) {
                left = new ParsedCondition(comparison(operand.operand()), false);
            } else {
                reader.leave();
                return left;
            }
        }
    }

    private Parsed joined(String keyword, int tighter, Condition first, Join join) {
        List<Condition> terms = new ArrayList<>();
        terms.add(first);
        while (reader.takeKeyword(keyword)) {
            terms.add(condition(expression(tighter)));
        }
        return new ParsedCondition(join.of(terms), false);
    }

    private Parsed first() {
        if (reader.takeKeyword("NOT")) {
            return new ParsedCondition(new Condition.Not(condition(expression(COMPARISON))), false);
        }
        if (reader.peekKind() != Kind.OPEN) {
            return new ParsedOperand(plainOperand(), false);
        }
        reader.next();
        Parsed inner = expression(OR);
        reader.expect(Kind.CLOSE);
        if (inner.inParentheses()) {
            reader.foundRedundantParentheses();
        }
        return switch (inner) {
            case ParsedOperand operand -> grouped(operand.operand());
            case ParsedCondition condition -> new ParsedCondition(condition.condition(), true);
        };
    }

    /// An operand that stood in parentheses; where it is a path, more steps may follow.
    private ParsedOperand grouped(Operand operand) {
        if (operand instanceof PathOperand grouped) {
            Path path = reader.pathTail(grouped.path());
            return new ParsedOperand(
                    new PathOperand(path), path.steps().size() == grouped.path().steps().size());
        }
        return new ParsedOperand(operand, true);
    }

    /// What was read must be a condition: a comparison, or a function that answers yes or no.
    private Condition condition(Parsed parsed) {
        return switch (parsed) {
            case ParsedCondition condition -> condition.condition();
            case ParsedOperand operand -> {
                if (!(operand.operand() instanceof FunctionCall call)) {
                    throw reader.syntaxError();
                }
                if (call.function() == Function.SIZE) {
                    reader.foundMisplaced(call.function());
                }
                yield new Condition.Test(call);
            }
        };
    }

    private static boolean isComparison(Token token) {
        return comparator(token.kind()) != null
                || token.isKeyword("BETWEEN")
                || token.isKeyword("IN");
    }

    private static @Nullable Comparator comparator(Kind kind) {
        return switch (kind) {
            case EQUAL -> Comparator.EQUAL;
            case NOT_EQUAL -> Comparator.NOT_EQUAL;
            case LESS -> Comparator.LESS;
            case LESS_OR_EQUAL -> Comparator.LESS_OR_EQUAL;
            case GREATER -> Comparator.GREATER;
            case GREATER_OR_EQUAL -> Comparator.GREATER_OR_EQUAL;
            default -> null;
        };
    }

    private Condition comparison(Operand left) {
        reader.countOperator();
        if (reader.takeKeyword("BETWEEN")) {
            Operand low = operand();
            reader.expectKeyword("AND");
            Operand high = operand();
            foundMisplacedIn(List.of(left, low, high));
            return new Condition.Between(left, low, high);
        }
        if (reader.takeKeyword("IN")) {
            reader.expect(Kind.OPEN);
            List<Operand> candidates = operands();
            inOperands = Math.max(inOperands, candidates.size());
            foundMisplacedIn(List.of(left));
            foundMisplacedIn(candidates);
            return new Condition.In(left, candidates);
        }
        @Nullable Comparator comparator = comparator(reader.next().kind());
        if (comparator == null) {
            throw new IllegalStateException("no comparison at hand");
        }
        Operand right = operand();
        foundMisplacedIn(List.of(left, right));
        return new Condition.Comparison(comparator, left, right);
    }

    /// Only `size` gives a value that others can work with.
    private void foundMisplacedIn(List<Operand> operands) {
        for (Operand operand : operands) {
            if (operand instanceof FunctionCall call && call.function() != Function.SIZE) {
                reader.foundMisplaced(call.function());
            }
        }
    }

    private Operand operand() {
        return parsedOperand().operand();
    }

    private ParsedOperand parsedOperand() {
        if (reader.peekKind() != Kind.OPEN) {
            return new ParsedOperand(plainOperand(), false);
        }
        reader.enter();
        reader.next();
        ParsedOperand inner = parsedOperand();
        reader.expect(Kind.CLOSE);
        reader.leave();
        if (inner.inParentheses()) {
            reader.foundRedundantParentheses();
        }
        return grouped(inner.operand());
    }

    private Operand plainOperand() {
        Token token = reader.peek();
        if (token.kind() == Kind.VALUE) {
            return new ValuePlaceholder(reader.next().text());
        }
        if (token.kind() == Kind.IDENTIFIER
                && !reader.isKeyword(token)
                && reader.secondKind() == Kind.OPEN) {
            reader.enter();
            reader.next();
            reader.next();
            reader.countOperator();
            List<Operand> arguments = operands();
            foundMisplacedIn(arguments);
            reader.leave();
            return new FunctionCall(reader.function(token.text()), arguments);
        }
        return new PathOperand(reader.path());
    }

    /// Operands up to the parenthesis that closes them; the one that opens them is read.
    private List<Operand> operands() {
        List<Operand> operands = new ArrayList<>();
        do {
            operands.add(operand());
        } while (reader.take(Kind.COMMA));
        reader.expect(Kind.CLOSE);
        return operands;
    }
}
