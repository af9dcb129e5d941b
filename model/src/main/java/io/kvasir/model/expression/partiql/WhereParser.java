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
        terms.add(conjunction());
        while (reader.takeKeyword("OR")) {
            reader.requireRightHandSide();
            terms.add(conjunction());
        }
        reader.leave();
        return terms.size() == 1 ? terms.getFirst() : new Condition.Or(terms);
    }

    private Condition conjunction() {
        List<Condition> terms = new ArrayList<>();
        terms.add(term());
        while (reader.takeKeyword("AND")) {
            reader.requireRightHandSide();
            terms.add(term());
        }
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
            return truth(checked(new Condition.Test(call)));
        }
        return checked(comparison(left));
    }

    /// A test may be compared with what it comes to.
    private Condition truth(Condition test) {
        boolean isEqual = reader.peek().isSign("=");
        boolean isUnequal = reader.peek().isSign("<>") || reader.peek().isSign("!=");
        boolean isTrue = reader.second().isKeyword("TRUE");
        if ((!isEqual && !isUnequal) || (!isTrue && !reader.second().isKeyword("FALSE"))) {
            return test;
        }
        reader.next();
        reader.next();
        return negated(isEqual != isTrue, test);
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
        reader.requireRightHandSide();
        return new Condition.Comparison(comparator, left, operand());
    }

    private static Condition negated(boolean isNegated, Condition condition) {
        return isNegated ? new Condition.Not(condition) : condition;
    }

    /// `IS [NOT] MISSING`, `IS [NOT] NULL` or another type: whether there is the attribute, and
    /// whether it is of the type.
    private Condition is(Operand left) {
        boolean isNegated = reader.takeKeyword("NOT");
        if (reader.takeKeyword("MISSING")) {
            return new Condition.Test(
                    new FunctionCall(
                            isNegated ? Function.ATTRIBUTE_EXISTS : Function.ATTRIBUTE_NOT_EXISTS,
                            List.of(left)));
        }
        return negated(isNegated, isType(left));
    }

    private Condition isType(Operand left) {
        StatementToken token = reader.next();
        @Nullable List<String> types =
                token.isKeyword("NULL") ? List.of("NULL") : Keywords.attributeTypes(token);
        if (types == null) {
            throw StatementLexer.malformed("Expected type name");
        }
        if (token.isKeyword("DOUBLE")) {
            reader.takeKeyword("PRECISION");
        } else if (token.isKeyword("CHARACTER")) {
            reader.takeKeyword("VARYING");
        }
        List<Condition> tests = new ArrayList<>();
        for (String type : types) {
            tests.add(
                    new Condition.Test(
                            new FunctionCall(
                                    Function.ATTRIBUTE_TYPE,
                                    List.of(left, new Constant(AttributeValue.of(type))))));
        }
        return tests.size() == 1 ? tests.getFirst() : new Condition.Or(tests);
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
        if (reader.isAtCall()) {
            return call();
        }
        return new PathOperand(reader.path());
    }

    private FunctionCall call() {
        reader.enter();
        Function function = function(reader.next());
        reader.next();
        List<Operand> arguments = new ArrayList<>();
        if (!reader.peek().isSign(")")) {
            do {
                arguments.add(operand());
            } while (reader.take(","));
        }
        reader.expect(")", "RIGHT_PAREN");
        reader.leave();
        return new FunctionCall(function, arguments);
    }

    private Function function(StatementToken token) {
        String name = token.text().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "attribute_exists" -> Function.ATTRIBUTE_EXISTS;
            case "attribute_not_exists" -> Function.ATTRIBUTE_NOT_EXISTS;
            case "attribute_type" -> Function.ATTRIBUTE_TYPE;
            case "begins_with" -> Function.BEGINS_WITH;
            case "contains" -> Function.CONTAINS;
            case "size" -> Function.SIZE;
            default ->
                    throw new InvalidArgumentException(
                            "Unrecognized function: " + name + " at " + reader.position(token));
        };
    }
}
