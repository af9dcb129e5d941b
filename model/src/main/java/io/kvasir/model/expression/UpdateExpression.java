package io.kvasir.model.expression;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Operand.Constant;
import io.kvasir.model.item.AttributeValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A parsed update, independent of what its placeholders stand for. Immutable.
public final class UpdateExpression {
    private final List<UpdateAction> actions;

    private UpdateExpression(List<UpdateAction> actions) {
        this.actions = actions;
    }

    /// @throws InvalidArgumentException with the service's text
    public static UpdateExpression parse(String text) {
        return new UpdateExpression(List.copyOf(UpdateParser.parse(text)));
    }

    /// The changes, placeholders and all, in the order of the text.
    public List<UpdateAction> actions() {
        return actions;
    }

    /// @throws InvalidArgumentException where a placeholder is not defined, two paths meet or an
    ///   operand cannot be
    public BoundUpdate bind(Substitutions substitutions) {
        Binder binder = new Binder(ExpressionKind.UPDATE, substitutions);
        for (UpdateAction action : actions) {
            binder.requireNames(action.path());
            if (action instanceof UpdateAction.Set set) {
                binder.requireNames(set.value());
            }
        }
        List<UpdateAction> bound = new ArrayList<>(actions.size());
        for (UpdateAction action : actions) {
            bound.add(bind(action, binder));
        }
        PathTree<Integer> tree = BoundUpdate.tree(bound);
        bound.forEach(UpdateExpression::requireOperandType);
        OperandChecks checks = new OperandChecks(ExpressionKind.UPDATE::error);
        for (UpdateAction action : bound) {
            if (action instanceof UpdateAction.Set set) {
                checks.requireCounts(set.value());
                checks.requireTypes(set.value());
            }
        }
        return new BoundUpdate(bound, tree, List.copyOf(binder.paths()));
    }

    private static UpdateAction bind(UpdateAction action, Binder binder) {
        Path path = binder.bind(action.path());
        return switch (action) {
            case UpdateAction.Set set -> new UpdateAction.Set(path, binder.bind(set.value()));
            case UpdateAction.Remove remove -> new UpdateAction.Remove(path);
            case UpdateAction.Add add -> new UpdateAction.Add(path, binder.bind(add.value()));
            case UpdateAction.Delete delete ->
                    new UpdateAction.Delete(path, binder.bind(delete.value()));
        };
    }

    private static void requireOperandType(UpdateAction action) {
        if (action instanceof UpdateAction.Add(Path path, Constant(AttributeValue value))
                && !(value instanceof AttributeValue.NumberValue)) {
            requireSet("ADD", value);
        }
        if (action instanceof UpdateAction.Delete(Path path, Constant(AttributeValue value))) {
            requireSet("DELETE", value);
        }
    }

    private static void requireSet(String operator, AttributeValue value) {
        String type =
                switch (value) {
                    case AttributeValue.StringValue s -> "STRING";
                    case AttributeValue.NumberValue n -> "NUMBER";
                    case AttributeValue.BinaryValue b -> "BINARY";
                    case AttributeValue.BoolValue b -> "BOOLEAN";
                    case AttributeValue.NullValue n -> "NULL";
                    case AttributeValue.ListValue l -> "LIST";
                    case AttributeValue.MapValue m -> "MAP";
                    case AttributeValue.StringSet s -> "";
                    case AttributeValue.NumberSet s -> "";
                    case AttributeValue.BinarySet s -> "";
                };
        if (!type.isEmpty()) {
            throw ExpressionKind.UPDATE.error(
                    "Incorrect operand type for operator or function; operator: "
                            + operator
                            + ", operand type: "
                            + type);
        }
    }

    /// The expression's text in one canonical form: SET, REMOVE, ADD, DELETE.
    @Override
    public String toString() {
        return text(actions);
    }

    static String text(List<UpdateAction> actions) {
        List<String> sections = new ArrayList<>();
        section("SET ", UpdateAction.Set.class, actions, sections);
        section("REMOVE ", UpdateAction.Remove.class, actions, sections);
        section("ADD ", UpdateAction.Add.class, actions, sections);
        section("DELETE ", UpdateAction.Delete.class, actions, sections);
        return String.join(" ", sections);
    }

    private static void section(
            String keyword,
            Class<? extends UpdateAction> wanted,
            List<UpdateAction> actions,
            List<String> sections) {
        String section =
                actions.stream()
                        .filter(wanted::isInstance)
                        .map(UpdateAction::toString)
                        .collect(Collectors.joining(", "));
        if (!section.isEmpty()) {
            sections.add(keyword + section);
        }
    }
}
