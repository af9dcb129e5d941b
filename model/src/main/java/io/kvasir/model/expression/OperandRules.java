package io.kvasir.model.expression;

import io.kvasir.model.error.InvalidArgumentException;

/// The rules for operands, for conditions that did not come as an expression's text: errors carry
/// no parameter's name.
public final class OperandRules {
    private OperandRules() {}

    /// @throws InvalidArgumentException where the simple condition has a wrong number of operands,
    ///   twice the same, or a constant of a type that it cannot take
    public static void check(Condition condition) {
        new OperandChecks(InvalidArgumentException::new).check(condition);
    }
}
