package io.kvasir.model.expression;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A document path such as `a.b[3]`; the first step is a name.
public record Path(List<PathStep> steps) {
    public Path {
        steps = List.copyOf(steps);
    }

    public static Path of(String attribute) {
        return new Path(List.of(new PathStep.Attribute(attribute)));
    }

    /// The top-level attribute; for a bound path its real name.
    public String head() {
        return steps.getFirst().toString();
    }

    public boolean isNested() {
        return steps.size() > 1;
    }

    /// What stands at the path, or null where a step leads nowhere.
    public @Nullable AttributeValue in(Item item) {
        @Nullable AttributeValue value = item.get(head());
        for (int i = 1; i < steps.size() && value != null; i++) {
            value = child(value, steps.get(i));
        }
        return value;
    }

    private static @Nullable AttributeValue child(AttributeValue value, PathStep step) {
        return switch (step) {
            case PathStep.Attribute(String name) ->
                    value instanceof AttributeValue.MapValue map ? map.entries().get(name) : null;
            case PathStep.Placeholder(String name) ->
                    throw new IllegalStateException("the path is not bound: " + name);
            case PathStep.Index(int index) ->
                    value instanceof AttributeValue.ListValue list && index < list.elements().size()
                            ? list.elements().get(index)
                            : null;
        };
    }

    /// As DynamoDB's errors show it: `[a, b, [3]]`.
    String described() {
        return steps.toString();
    }

    /// As an expression writes it: `a.b[3]`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(head());
        for (PathStep step : steps.subList(1, steps.size())) {
            text.append(step instanceof PathStep.Index ? "" : ".").append(step);
        }
        return text.toString();
    }
}
