package io.kvasir.routing.partiql;

import io.kvasir.model.expression.Condition;
import io.kvasir.model.expression.Operand;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The top-level attributes that a condition looks at.
final class AttributeNames {
    private final Set<String> names = new HashSet<>();

    private AttributeNames() {}

    static Set<String> of(Condition condition) {
        AttributeNames found = new AttributeNames();
        found.collect(condition);
        return found.names;
    }

    private void collect(Condition condition) {
        switch (condition) {
            case Condition.Comparison comparison -> {
                collect(comparison.left());
                collect(comparison.right());
            }
            case Condition.Between between -> {
                collect(between.value());
                collect(between.low());
                collect(between.high());
            }
            case Condition.In in -> {
                collect(in.value());
                in.candidates().forEach(this::collect);
            }
            case Condition.Test test -> collect(test.call());
            case Condition.And and -> collect(and.terms());
            case Condition.Or or -> collect(or.terms());
            case Condition.Not not -> collect(not.term());
        }
    }

    private void collect(List<Condition> terms) {
        terms.forEach(this::collect);
    }

    private void collect(Operand operand) {
        switch (operand) {
            case Operand.PathOperand path -> names.add(path.path().head());
            case Operand.FunctionCall call -> call.arguments().forEach(this::collect);
            case Operand.Arithmetic arithmetic -> {
                collect(arithmetic.left());
                collect(arithmetic.right());
            }
            case Operand.Constant constant -> {}
            case Operand.ValuePlaceholder placeholder -> {}
        }
    }
}
