package io.kvasir.model.expression;

import io.kvasir.model.expression.Operand.Arithmetic;
import io.kvasir.model.expression.Operand.Constant;
import io.kvasir.model.expression.Operand.FunctionCall;
import io.kvasir.model.expression.Operand.PathOperand;
import io.kvasir.model.item.AttributeValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// Turns bound trees back into texts with placeholders, as requests carry them: every name and
/// value gets one, so that any name can be written. The expressions of one request share a writer.
/// Not for many threads.
public final class ExpressionWriter {
    private final SequencedMap<String, String> placeholders = new LinkedHashMap<>();
    private final SequencedMap<String, AttributeValue> values = new LinkedHashMap<>();

    /// What the `#` placeholders of all texts so far stand for.
    public SequencedMap<String, String> names() {
        SequencedMap<String, String> names = new LinkedHashMap<>();
        placeholders.forEach((name, placeholder) -> names.put(placeholder, name));
        return names;
    }

    /// What the `:` placeholders of all texts so far stand for.
    public SequencedMap<String, AttributeValue> values() {
        return Collections.unmodifiableSequencedMap(values);
    }

    public String condition(Condition condition) {
        return write(condition).toString();
    }

    public String projection(List<Path> paths) {
        return paths.stream().map(path -> write(path).toString()).collect(Collectors.joining(", "));
    }

    public String update(List<UpdateAction> actions) {
        List<UpdateAction> written = new ArrayList<>(actions.size());
        for (UpdateAction action : actions) {
            Path path = write(action.path());
            written.add(
                    switch (action) {
                        case UpdateAction.Set set -> new UpdateAction.Set(path, write(set.value()));
                        case UpdateAction.Remove remove -> new UpdateAction.Remove(path);
                        case UpdateAction.Add add -> new UpdateAction.Add(path, write(add.value()));
                        case UpdateAction.Delete delete ->
                                new UpdateAction.Delete(path, write(delete.value()));
                    });
        }
        return UpdateExpression.text(written);
    }

    private Condition write(Condition condition) {
        return switch (condition) {
            case Condition.Comparison(var comparator, Operand left, Operand right) ->
                    new Condition.Comparison(comparator, write(left), write(right));
            case Condition.Between(Operand value, Operand low, Operand high) ->
                    new Condition.Between(write(value), write(low), write(high));
            case Condition.In(Operand value, List<Operand> candidates) ->
                    new Condition.In(write(value), operands(candidates));
            case Condition.Test(FunctionCall call) -> new Condition.Test(write(call));
            case Condition.And(List<Condition> terms) -> new Condition.And(conditions(terms));
            case Condition.Or(List<Condition> terms) -> new Condition.Or(conditions(terms));
            case Condition.Not(Condition term) -> new Condition.Not(write(term));
        };
    }

    private List<Condition> conditions(List<Condition> terms) {
        return terms.stream().map(this::write).toList();
    }

    private Operand write(Operand operand) {
        return switch (operand) {
            case PathOperand(Path path) -> new PathOperand(write(path));
            case Constant(AttributeValue value) -> {
                String placeholder = ":v" + values.size();
                values.put(placeholder, value);
                yield new Operand.ValuePlaceholder(placeholder);
            }
            case Operand.ValuePlaceholder(String name) ->
                    throw new IllegalStateException("the tree is not bound: " + name);
            case FunctionCall call -> write(call);
            case Arithmetic(var operator, Operand left, Operand right) ->
                    new Arithmetic(operator, write(left), write(right));
        };
    }

    private FunctionCall write(FunctionCall call) {
        return new FunctionCall(call.function(), operands(call.arguments()));
    }

    private List<Operand> operands(List<Operand> operands) {
        return operands.stream().map(this::write).toList();
    }

    private Path write(Path path) {
        List<PathStep> steps = new ArrayList<>(path.steps().size());
        for (PathStep step : path.steps()) {
            steps.add(
                    step instanceof PathStep.Attribute(String name)
                            ? new PathStep.Placeholder(
                                    placeholders.computeIfAbsent(
                                            name, unknown -> "#n" + placeholders.size()))
                            : step);
        }
        return new Path(steps);
    }
}
