package io.kvasir.model.expression.partiql;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Condition;
import io.kvasir.model.expression.Condition.Comparator;
import io.kvasir.model.expression.Function;
import io.kvasir.model.expression.Operand;
import io.kvasir.model.expression.Operand.Constant;
import io.kvasir.model.expression.Operand.FunctionCall;
import io.kvasir.model.expression.Operand.PathOperand;
import io.kvasir.model.expression.OperandRules;
import io.kvasir.model.item.AttributeValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Parses the condition of a WHERE clause. By precedence: OR, AND, NOT, comparisons.
final class WhereParser {
    private final StatementReader reader;

    WhereParser(StatementReader reader) {
        this.reader = reader;
    }

    Condition condition() {
        reader.enter();
        List<Condition> terms = new ArrayList<>();
        do {
            terms.add(conjunction());
        } while (reader.takeKeyword("OR"));
        reader.leave();
        return terms.size() == 1 ? terms.getFirst() : new Condition.Or(terms);
    }

    private Condition conjunction() {
        List<Condition> terms = new ArrayList<>();
        do {
            terms.add(term());
        } while (reader.takeKeyword("AND"));
        return terms.size() == 1 ? terms.getFirst() : new Condition.And(terms);
    }

    private Condition term() {
        if (reader.takeKeyword("NOT")) {
            reader.enter();
            Condition term = term();
            reader.leave();
            return new Condition.Not(term);
        }
        if (reader.take("(")) {
            Condition condition = condition();
            reader.expect(")", "RIGHT_PAREN");
            return condition;
        }
        Operand left = operand();
        if (left instanceof FunctionCall call && call.function() != Function.SIZE) {
            return checked(new Condition.Test(call));
        }
        return checked(comparison(left));
    }

    private static Condition checked(Condition condition) {
        OperandRules.check(condition);
        return condition;
    }

    private Condition comparison(Operand left) {
        if (reader.takeKeyword("IS")) {
            return is(left);
        }
        boolean isNegated = reader.takeKeyword("NOT");
        if (reader.takeKeyword("BETWEEN")) {
            Operand low = operand();
            reader.expectKeyword("AND");
            return negated(isNegated, new Condition.Between(left, low, operand()));
        }
        if (reader.takeKeyword("IN")) {
            return negated(isNegated, new Condition.In(left, candidates()));
        }
        @Nullable Comparator comparator = isNegated ? null : comparator();
        if (comparator == null) {
            throw reader.unexpected();
        }
        reader.next();
        return new Condition.Comparison(comparator, left, operand());
    }

    private static Condition negated(boolean isNegated, Condition condition) {
        return isNegated ? new Condition.Not(condition) : condition;
    }

    /// `IS [NOT] MISSING`, `IS [NOT] NULL`: whether there is the attribute, and whether it is a
    /// null.
    private Condition is(Operand left) {
        boolean isNegated = reader.takeKeyword("NOT");
        if (reader.takeKeyword("MISSING")) {
            return new Condition.Test(
                    new FunctionCall(
                            isNegated ? Function.ATTRIBUTE_EXISTS : Function.ATTRIBUTE_NOT_EXISTS,
                            List.of(left)));
        }
        reader.expectKeyword("NULL");
        return negated(
                isNegated,
                new Condition.Test(
                        new FunctionCall(
                                Function.ATTRIBUTE_TYPE,
                                List.of(left, new Constant(AttributeValue.of("NULL"))))));
    }

    private @Nullable Comparator comparator() {
        return switch (reader.peek().kind() == StatementToken.Kind.SIGN
                ? reader.peek().text()
                : "") {
            case "=" -> Comparator.EQUAL;
            case "<>", "!=" -> Comparator.NOT_EQUAL;
            case "<" -> Comparator.LESS;
            case "<=" -> Comparator.LESS_OR_EQUAL;
            case ">" -> Comparator.GREATER;
            case ">=" -> Comparator.GREATER_OR_EQUAL;
            default -> null;
        };
    }

    private List<Operand> candidates() {
        List<Operand> candidates = new ArrayList<>();
        boolean isBracket = reader.take("[");
        if (!isBracket) {
            reader.expect("(", "LEFT_PAREN");
        }
        do {
            candidates.add(operand());
        } while (reader.take(","));
        reader.expect(isBracket ? "]" : ")", isBracket ? "RIGHT_BRACKET" : "RIGHT_PAREN");
        if (candidates.size() > Limits.IN_OPERANDS_MAX) {
            throw new InvalidArgumentException(
                    "The IN operator is provided with too many operands; number of operands: "
                            + candidates.size());
        }
        return candidates;
    }

    private Operand operand() {
        if (reader.isAtValue()) {
            return new Constant(reader.value());
        }
        if (reader.peek().kind() == StatementToken.Kind.WORD && reader.second().isSign("(")) {
            return call();
        }
        return new PathOperand(reader.path());
    }

    private FunctionCall call() {
        reader.enter();
        String name = reader.next().text();
        Function function =
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "attribute_type" -> Function.ATTRIBUTE_TYPE;
                    case "begins_with" -> Function.BEGINS_WITH;
                    case "contains" -> Function.CONTAINS;
                    case "size" -> Function.SIZE;
                    default ->
                            throw new InvalidArgumentException(
                                    "Invalid function name; function: " + name);
                };
        reader.next();
        List<Operand> arguments = new ArrayList<>();
        do {
            arguments.add(operand());
        } while (reader.take(","));
        reader.expect(")", "RIGHT_PAREN");
        reader.leave();
        return new FunctionCall(function, arguments);
    }
}
