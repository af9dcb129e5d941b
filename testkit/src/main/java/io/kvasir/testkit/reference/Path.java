package io.kvasir.testkit.reference;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A document path: a top-level name, then names and list indexes.
public record Path(String root, List<Step> steps) {
    /// One step below the top level.
    public sealed interface Step {
        record Name(String name) implements Step {}

        record Index(int index) implements Step {}
    }

    public Path {
        steps = List.copyOf(steps);
    }

    public static Path of(String root, Step... steps) {
        return new Path(root, List.of(steps));
    }

    /// The value there, or null.
    public @Nullable AttributeValue in(Item item) {
        AttributeValue at = item.get(root);
        for (Step step : steps) {
            at = child(at, step);
        }
        return at;
    }

    static @Nullable AttributeValue child(@Nullable AttributeValue parent, Step step) {
        return switch (step) {
            case Step.Name(String name) ->
                    parent instanceof AttributeValue.MapValue map ? map.entries().get(name) : null;
            case Step.Index(int index) ->
                    parent instanceof AttributeValue.ListValue list
                                    && index < list.elements().size()
                            ? list.elements().get(index)
                            : null;
        };
    }

    /// One path leads to or through the other.
    public boolean overlaps(Path other) {
        if (!root.equals(other.root)) {
            return false;
        }
        int common = Math.min(steps.size(), other.steps.size());
        return steps.subList(0, common).equals(other.steps.subList(0, common));
    }

    /// Both walk through the same place, one by name and the other by index.
    public boolean conflicts(Path other) {
        if (!root.equals(other.root)) {
            return false;
        }
        for (int i = 0; i < Math.min(steps.size(), other.steps.size()); i++) {
            if (!steps.get(i).getClass().equals(other.steps.get(i).getClass())) {
                return true;
            }
            if (!steps.get(i).equals(other.steps.get(i))) {
                return false;
            }
        }
        return false;
    }

    /// The text of the path with every name behind a placeholder.
    String render(Substitutions substitutions) {
        StringBuilder text = new StringBuilder(substitutions.name(root));
        for (Step step : steps) {
            switch (step) {
                case Step.Name(String name) -> text.append('.').append(substitutions.name(name));
                case Step.Index(int index) -> text.append('[').append(index).append(']');
            }
        }
        return text.toString();
    }
}
