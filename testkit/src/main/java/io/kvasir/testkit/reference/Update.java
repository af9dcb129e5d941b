package io.kvasir.testkit.reference;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An update expression as a structure. Every right-hand side sees the item as it was before the
/// update.
public record Update(List<Action> actions) {
    static final String INVALID_PATH =
            "The document path provided in the update expression is invalid for update";
    static final String WRONG_TYPE =
            "An operand in the update expression has an incorrect data type";
    static final String MISSING =
            "The provided expression refers to an attribute that does not exist in the item";

    /// One action on one path.
    public sealed interface Action {
        Path path();

        record Set(Path path, Source source) implements Action {}

        record Remove(Path path) implements Action {}

        record Add(Path path, AttributeValue value) implements Action {}

        record Delete(Path path, AttributeValue value) implements Action {}
    }

    /// What a SET assigns.
    public sealed interface Source {
        record Literal(AttributeValue value) implements Source {}

        record Copy(Path path) implements Source {}

        record Plus(Path path, Decimal number) implements Source {}

        record Minus(Path path, Decimal number) implements Source {}

        record IfNotExists(Path path, AttributeValue fallback) implements Source {}

        record Append(Path path, AttributeValue.ListValue tail) implements Source {}
    }

    public Update {
        actions = List.copyOf(actions);
    }

    /// @throws ReferenceFailure as the service would refuse it
    Item apply(Item old) {
        Item updated = old;
        // All sources before any path: which of two faults is told, shows the order.
        SequencedMap<Path, AttributeValue> assigned = new LinkedHashMap<>();
        for (Action action : actions) {
            if (action instanceof Action.Set(Path path, Source source)) {
                assigned.put(path, evaluate(source, old));
            }
        }
        refuseTwoFaults(old);
        for (var set : assigned.entrySet()) {
            updated = set(updated, set.getKey(), set.getValue());
        }
        for (Action action : actions) {
            updated =
                    switch (action) {
                        case Action.Add(Path path, AttributeValue value) ->
                                set(updated, path, added(path.in(old), value));
                        case Action.Delete(Path path, AttributeValue value) ->
                                deleted(updated, path, path.in(old), value);
                        case Action.Set _, Action.Remove _ -> updated;
                    };
        }
        return removed(updated);
    }

    /// A path that leads nowhere and an operand of a wrong type in one update: which of them is
    /// told is nobody's promise.
    private void refuseTwoFaults(Item old) {
        boolean nowhere = actions.stream().anyMatch(action -> !leadsSomewhere(action.path(), old));
        boolean mistyped =
                actions.stream()
                        .anyMatch(action ->
                                switch (action) {
                                    case Action.Add(Path path, AttributeValue value) ->
                                            isOther(path.in(old), value);
                                    case Action.Delete(Path path, AttributeValue value) ->
                                            isOther(path.in(old), value);
                                    case Action.Set _, Action.Remove _ -> false;
                                });
        if (nowhere && mistyped) {
            throw ReferenceFailure.validation("");
        }
    }

    private static boolean leadsSomewhere(Path path, Item old) {
        try {
            remove(old, path);
            return true;
        } catch (ReferenceFailure failure) {
            return false;
        }
    }

    private static boolean isOther(@Nullable AttributeValue present, AttributeValue value) {
        return present != null && !present.typeName().equals(value.typeName());
    }

    private static Decimal sum(Decimal left, Decimal right, boolean negated) {
        try {
            return negated ? left.minus(right) : left.plus(right);
        } catch (InvalidArgumentException e) {
            throw ReferenceFailure.validation("");
        }
    }

    /// Indexes mean the list as it was, so the later ones go first.
    private Item removed(Item item) {
        List<Path> paths =
                actions.stream()
                        .filter(Action.Remove.class::isInstance)
                        .map(Action::path)
                        .sorted(Comparator.comparingInt(Update::lastIndex).reversed())
                        .toList();
        Item updated = item;
        for (Path path : paths) {
            updated = remove(updated, path);
        }
        return updated;
    }

    private static int lastIndex(Path path) {
        return !path.steps().isEmpty()
                        && path.steps().getLast() instanceof Path.Step.Index(int index)
                ? index
                : -1;
    }

    private static AttributeValue evaluate(Source source, Item old) {
        return switch (source) {
            case Source.Literal(AttributeValue value) -> value;
            case Source.Copy(Path path) -> existing(path, old);
            case Source.Plus(Path path, Decimal number) ->
                    AttributeValue.of(sum(number(path, old), number, false));
            case Source.Minus(Path path, Decimal number) ->
                    AttributeValue.of(sum(number(path, old), number, true));
            case Source.IfNotExists(Path path, AttributeValue fallback) -> {
                AttributeValue present = path.in(old);
                yield present == null ? fallback : present;
            }
            case Source.Append(Path path, AttributeValue.ListValue tail) -> {
                if (!(existing(path, old) instanceof AttributeValue.ListValue(var head))) {
                    throw ReferenceFailure.validation(WRONG_TYPE);
                }
                List<AttributeValue> joined = new ArrayList<>(head);
                joined.addAll(tail.elements());
                yield new AttributeValue.ListValue(joined);
            }
        };
    }

    private static AttributeValue existing(Path path, Item old) {
        AttributeValue value = path.in(old);
        if (value == null) {
            throw ReferenceFailure.validation(MISSING);
        }
        return value;
    }

    private static Decimal number(Path path, Item old) {
        if (existing(path, old) instanceof AttributeValue.NumberValue(Decimal number)) {
            return number;
        }
        throw ReferenceFailure.validation(WRONG_TYPE);
    }

    private static AttributeValue added(@Nullable AttributeValue present, AttributeValue value) {
        if (present == null) {
            return value;
        }
        if (!present.typeName().equals(value.typeName())) {
            throw ReferenceFailure.validation(WRONG_TYPE);
        }
        return switch (value) {
            case AttributeValue.NumberValue(Decimal number) ->
                    AttributeValue.of(
                            sum(((AttributeValue.NumberValue) present).value(), number, false));
            case AttributeValue.StringSet(var more) ->
                    new AttributeValue.StringSet(
                            union(((AttributeValue.StringSet) present).elements(), more));
            case AttributeValue.NumberSet(var more) ->
                    new AttributeValue.NumberSet(
                            union(((AttributeValue.NumberSet) present).elements(), more));
            case AttributeValue.BinarySet(var more) ->
                    new AttributeValue.BinarySet(
                            union(((AttributeValue.BinarySet) present).elements(), more));
            default -> throw ReferenceFailure.validation(WRONG_TYPE);
        };
    }

    private static Item deleted(
            Item item, Path path, @Nullable AttributeValue present, AttributeValue value) {
        if (present == null) {
            // Nothing to do, but the path must lead somewhere.
            return remove(item, path);
        }
        if (!present.typeName().equals(value.typeName())) {
            throw ReferenceFailure.validation(WRONG_TYPE);
        }
        @Nullable AttributeValue left =
                switch (value) {
                    case AttributeValue.StringSet(var gone) -> {
                        var rest =
                                difference(((AttributeValue.StringSet) present).elements(), gone);
                        yield rest.isEmpty() ? null : new AttributeValue.StringSet(rest);
                    }
                    case AttributeValue.NumberSet(var gone) -> {
                        var rest =
                                difference(((AttributeValue.NumberSet) present).elements(), gone);
                        yield rest.isEmpty() ? null : new AttributeValue.NumberSet(rest);
                    }
                    case AttributeValue.BinarySet(var gone) -> {
                        var rest =
                                difference(((AttributeValue.BinarySet) present).elements(), gone);
                        yield rest.isEmpty() ? null : new AttributeValue.BinarySet(rest);
                    }
                    default -> throw ReferenceFailure.validation(WRONG_TYPE);
                };
        return left == null ? remove(item, path) : set(item, path, left);
    }

    private static <T> SequencedSet<T> union(SequencedSet<T> left, SequencedSet<T> right) {
        SequencedSet<T> all = new LinkedHashSet<>(left);
        all.addAll(right);
        return all;
    }

    private static <T> SequencedSet<T> difference(SequencedSet<T> left, SequencedSet<T> right) {
        SequencedSet<T> rest = new LinkedHashSet<>(left);
        rest.removeAll(right);
        return rest;
    }

    static Item set(Item item, Path path, AttributeValue value) {
        if (path.steps().isEmpty()) {
            return item.with(path.root(), value);
        }
        AttributeValue root = item.get(path.root());
        if (root == null) {
            throw ReferenceFailure.validation(INVALID_PATH);
        }
        return item.with(path.root(), setBelow(root, path.steps(), value));
    }

    private static AttributeValue setBelow(
            AttributeValue at, List<Path.Step> steps, AttributeValue value) {
        Path.Step step = steps.getFirst();
        List<Path.Step> rest = steps.subList(1, steps.size());
        AttributeValue child = Path.child(at, step);
        if (!rest.isEmpty() && child == null) {
            throw ReferenceFailure.validation(INVALID_PATH);
        }
        AttributeValue changed =
                child == null || rest.isEmpty() ? value : setBelow(child, rest, value);
        if (step instanceof Path.Step.Name(String name)
                && at instanceof AttributeValue.MapValue(var entries)) {
            SequencedMap<String, AttributeValue> map = new LinkedHashMap<>(entries);
            map.put(name, changed);
            return new AttributeValue.MapValue(map);
        }
        if (step instanceof Path.Step.Index(int index)
                && at instanceof AttributeValue.ListValue(var elements)) {
            List<AttributeValue> list = new ArrayList<>(elements);
            if (index < list.size()) {
                list.set(index, changed);
            } else {
                list.add(changed);
            }
            return new AttributeValue.ListValue(list);
        }
        throw ReferenceFailure.validation(INVALID_PATH);
    }

    static Item remove(Item item, Path path) {
        if (path.steps().isEmpty()) {
            return item.without(path.root());
        }
        AttributeValue root = item.get(path.root());
        if (root == null) {
            throw ReferenceFailure.validation(INVALID_PATH);
        }
        return item.with(path.root(), removeBelow(root, path.steps()));
    }

    private static AttributeValue removeBelow(AttributeValue at, List<Path.Step> steps) {
        Path.Step step = steps.getFirst();
        boolean fits =
                step instanceof Path.Step.Name
                        ? at instanceof AttributeValue.MapValue
                        : at instanceof AttributeValue.ListValue;
        AttributeValue child = Path.child(at, step);
        if (!fits || (child == null && steps.size() > 1)) {
            throw ReferenceFailure.validation(INVALID_PATH);
        }
        if (child == null) {
            return at;
        }
        if (steps.size() > 1) {
            AttributeValue changed = removeBelow(child, steps.subList(1, steps.size()));
            return setBelow(at, List.of(step), changed);
        }
        if (step instanceof Path.Step.Name(String name)
                && at instanceof AttributeValue.MapValue(var entries)) {
            SequencedMap<String, AttributeValue> map = new LinkedHashMap<>(entries);
            map.remove(name);
            return new AttributeValue.MapValue(map);
        }
        List<AttributeValue> list = new ArrayList<>(((AttributeValue.ListValue) at).elements());
        list.remove(((Path.Step.Index) step).index());
        return new AttributeValue.ListValue(list);
    }

    /// The text, with every name and value behind a placeholder, one clause of each kind.
    public String render(Substitutions to) {
        List<String> clauses = new ArrayList<>();
        clause(clauses, "SET", Action.Set.class, to);
        clause(clauses, "REMOVE", Action.Remove.class, to);
        clause(clauses, "ADD", Action.Add.class, to);
        clause(clauses, "DELETE", Action.Delete.class, to);
        return String.join(" ", clauses);
    }

    private void clause(
            List<String> clauses, String keyword, Class<? extends Action> kind, Substitutions to) {
        String parts =
                actions.stream()
                        .filter(kind::isInstance)
                        .map(action -> render(action, to))
                        .collect(Collectors.joining(", "));
        if (!parts.isEmpty()) {
            clauses.add(keyword + " " + parts);
        }
    }

    private static String render(Action action, Substitutions to) {
        return switch (action) {
            case Action.Set(Path path, Source source) ->
                    path.render(to) + " = " + render(source, to);
            case Action.Remove(Path path) -> path.render(to);
            case Action.Add(Path path, AttributeValue value) ->
                    path.render(to) + " " + to.value(value);
            case Action.Delete(Path path, AttributeValue value) ->
                    path.render(to) + " " + to.value(value);
        };
    }

    private static String render(Source source, Substitutions to) {
        return switch (source) {
            case Source.Literal(AttributeValue value) -> to.value(value);
            case Source.Copy(Path path) -> path.render(to);
            case Source.Plus(Path path, Decimal number) ->
                    path.render(to) + " + " + to.value(AttributeValue.of(number));
            case Source.Minus(Path path, Decimal number) ->
                    path.render(to) + " - " + to.value(AttributeValue.of(number));
            case Source.IfNotExists(Path path, AttributeValue fallback) ->
                    "if_not_exists(" + path.render(to) + ", " + to.value(fallback) + ")";
            case Source.Append(Path path, AttributeValue.ListValue tail) ->
                    "list_append(" + path.render(to) + ", " + to.value(tail) + ")";
        };
    }
}
