package io.kvasir.model.expression;

import io.kvasir.model.Limits;
import io.kvasir.model.expression.Operand.Arithmetic;
import io.kvasir.model.expression.Operand.Constant;
import io.kvasir.model.expression.Operand.FunctionCall;
import io.kvasir.model.expression.Operand.PathOperand;
import io.kvasir.model.expression.Operand.ValuePlaceholder;
import java.util.ArrayList;
import java.util.List;

/// Puts names and values in the place of placeholders, and keeps the paths it met.
final class Binder {
    private final ExpressionKind kind;
    private final Substitutions substitutions;
    private final List<Path> paths = new ArrayList<>();

    Binder(ExpressionKind kind, Substitutions substitutions) {
        this.kind = kind;
        this.substitutions = substitutions;
    }

    ExpressionKind kind() {
        return kind;
    }

    /// All paths bound so far.
    List<Path> paths() {
        return paths;
    }

    Path bind(Path path) {
        if (path.steps().size() > Limits.NESTING_LEVELS_MAX) {
            throw kind.error(
                    "The document path has too many nesting levels; nesting levels: "
                            + path.steps().size());
        }
        List<PathStep> steps = new ArrayList<>(path.steps().size());
        for (PathStep step : path.steps()) {
            steps.add(
                    switch (step) {
                        case PathStep.Placeholder(String name) ->
                                new PathStep.Attribute(substitutions.name(kind, name));
                        case PathStep.Attribute attribute -> attribute;
                        case PathStep.Index index -> index;
                    });
        }
        Path bound = new Path(steps);
        paths.add(bound);
        return bound;
    }

    Operand bind(Operand operand) {
        return switch (operand) {
            case PathOperand(Path path) -> new PathOperand(bind(path));
            case ValuePlaceholder(String name) -> new Constant(substitutions.value(kind, name));
            case Constant constant -> constant;
            case FunctionCall call -> bind(call);
            case Arithmetic(var operator, Operand left, Operand right) ->
                    new Arithmetic(operator, bind(left), bind(right));
        };
    }

    FunctionCall bind(FunctionCall call) {
        return new FunctionCall(call.function(), bind(call.arguments()));
    }

    List<Operand> bind(List<Operand> operands) {
        List<Operand> bound = new ArrayList<>(operands.size());
        for (Operand operand : operands) {
            bound.add(bind(operand));
        }
        return bound;
    }

    /// Tells the first name that is not defined, before any value is looked at.
    void requireNames(Path path) {
        for (PathStep step : path.steps()) {
            if (step instanceof PathStep.Placeholder(String name)) {
                substitutions.name(kind, name);
            }
        }
    }

    void requireNames(Operand operand) {
        switch (operand) {
            case PathOperand(Path path) -> requireNames(path);
            case ValuePlaceholder placeholder -> {}
            case Constant constant -> {}
            case FunctionCall call -> call.arguments().forEach(this::requireNames);
            case Arithmetic sum -> {
                requireNames(sum.left());
                requireNames(sum.right());
            }
        }
    }
}
