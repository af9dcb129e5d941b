package io.kvasir.model.expression;

import io.kvasir.model.error.InvalidArgumentException;
import java.util.ArrayList;
import java.util.List;

/// A parsed condition or filter, independent of what its placeholders stand for: worth keeping for
/// a text that comes again. Immutable.
public final class ConditionExpression {
    private final ExpressionKind kind;
    private final Condition condition;

    private ConditionExpression(ExpressionKind kind, Condition condition) {
        this.kind = kind;
        this.condition = condition;
    }

    /// @throws InvalidArgumentException with the service's text
    public static ConditionExpression parse(String text) {
        return parse(ExpressionKind.CONDITION, text);
    }

    /// @param kind CONDITION or FILTER
    /// @throws InvalidArgumentException with the service's text
    public static ConditionExpression parse(ExpressionKind kind, String text) {
        return new ConditionExpression(kind, ConditionParser.parse(kind, text));
    }

    /// @throws InvalidArgumentException where a placeholder is not defined or an operand cannot be
    public BoundCondition bind(Substitutions substitutions) {
        Binder binder = new Binder(kind, substitutions);
        Condition bound = bind(condition, binder);
        return new BoundCondition(bound, List.copyOf(binder.paths()));
    }

    static Condition bind(Condition condition, Binder binder) {
        Condition bound =
                switch (condition) {
                    case Condition.Comparison(var comparator, Operand left, Operand right) ->
                            new Condition.Comparison(
                                    comparator, binder.bind(left), binder.bind(right));
                    case Condition.Between(Operand value, Operand low, Operand high) ->
                            new Condition.Between(
                                    binder.bind(value), binder.bind(low), binder.bind(high));
                    case Condition.In(Operand value, List<Operand> candidates) ->
                            new Condition.In(binder.bind(value), binder.bind(candidates));
                    case Condition.Test(var call) -> new Condition.Test(binder.bind(call));
                    case Condition.And(List<Condition> terms) ->
                            new Condition.And(bind(terms, binder));
                    case Condition.Or(List<Condition> terms) ->
                            new Condition.Or(bind(terms, binder));
                    case Condition.Not(Condition term) -> new Condition.Not(bind(term, binder));
                };
        new OperandChecks(binder.kind()::error).check(bound);
        return bound;
    }

    private static List<Condition> bind(List<Condition> terms, Binder binder) {
        List<Condition> bound = new ArrayList<>(terms.size());
        for (Condition term : terms) {
            bound.add(bind(term, binder));
        }
        return bound;
    }

    /// The tree, placeholders and all.
    public Condition condition() {
        return condition;
    }

    /// The expression's text in one canonical form.
    @Override
    public String toString() {
        return condition.toString();
    }
}
