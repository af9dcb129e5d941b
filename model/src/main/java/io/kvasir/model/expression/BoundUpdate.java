package io.kvasir.model.expression;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Operand.Arithmetic;
import io.kvasir.model.expression.Operand.Constant;
import io.kvasir.model.expression.Operand.FunctionCall;
import io.kvasir.model.expression.Operand.PathOperand;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.AttributeValue.ListValue;
import io.kvasir.model.item.AttributeValue.MapValue;
import io.kvasir.model.item.AttributeValue.NumberValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.item.ItemValidator;
import io.kvasir.model.key.KeySchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// An update that can be put to an item. All values are computed from the item as it was, and list
/// indexes mean places in the list as it was; so the order of its changes does not matter.
/// Immutable.
public final class BoundUpdate {
    /// Changes nothing: the item is its key alone where there was none.
    public static final BoundUpdate NONE =
            new BoundUpdate(List.of(), new PathTree<>(ExpressionKind.UPDATE), List.of());

    private static final String WRONG_TYPE =
            "An operand in the update expression has an incorrect data type";

    private final List<UpdateAction> actions;
    private final PathTree<Integer> tree;
    private final List<Path> paths;

    BoundUpdate(List<UpdateAction> actions, PathTree<Integer> tree, List<Path> paths) {
        this.actions = List.copyOf(actions);
        this.tree = tree;
        this.paths = paths;
    }

    static PathTree<Integer> tree(List<UpdateAction> actions) {
        PathTree<Integer> tree = new PathTree<>(ExpressionKind.UPDATE);
        for (int i = 0; i < actions.size(); i++) {
            tree.add(actions.get(i).path(), i);
        }
        tree.requireApart();
        return tree;
    }

    public List<UpdateAction> actions() {
        return actions;
    }

    /// The paths that it changes.
    public List<Path> targets() {
        return actions.stream().map(UpdateAction::path).toList();
    }

    /// @throws InvalidArgumentException where it would change a key attribute or a path goes inside
    ///   one
    public void requireKeysUntouched(KeySchema schema) {
        KeyPaths.requireUnchanged(targets(), schema);
        KeyPaths.requireScalar(paths, schema);
    }

    /// The item after the update.
    ///
    /// @param old the item as it is; where there is none, its key attributes alone
    /// @throws InvalidArgumentException with the service's text, where the update does not fit the
    ///   item or the result exceeds a limit
    public UpdateResult apply(Item old) {
        @Nullable AttributeValue[] values = new @Nullable AttributeValue[actions.size()];
        for (int i = 0; i < values.length; i++) {
            if (actions.get(i) instanceof UpdateAction.Set set) {
                values[i] = value(set.value(), old);
            }
        }
        LinkedHashMap<String, AttributeValue> attributes = new LinkedHashMap<>(old.attributes());
        change(attributes, tree.attributes(), values);
        Item updated = new Item(attributes);
        long bytes = ItemValidator.requireUpdatedItem(updated);
        return new UpdateResult(updated, bytes, targets());
    }

    private void change(
            Map<String, AttributeValue> attributes,
            SequencedMap<String, PathTree.Node<Integer>> nodes,
            @Nullable AttributeValue[] values) {
        for (Map.Entry<String, PathTree.Node<Integer>> entry : nodes.entrySet()) {
            String name = entry.getKey();
            @Nullable AttributeValue changed =
                    changed(attributes.get(name), entry.getValue(), values);
            if (changed == null) {
                attributes.remove(name);
            } else {
                attributes.put(name, changed);
            }
        }
    }

    /// What stands at a place after the update; null for nothing.
    private @Nullable AttributeValue changed(
            @Nullable AttributeValue old,
            PathTree.Node<Integer> node,
            @Nullable AttributeValue[] values) {
        @Nullable Integer action = node.leaf();
        if (action != null) {
            return switch (actions.get(action)) {
                case UpdateAction.Set set -> values[action];
                case UpdateAction.Remove remove -> null;
                case UpdateAction.Add add -> added(old, constant(add.value()));
                case UpdateAction.Delete delete -> deleted(old, constant(delete.value()));
            };
        }
        if (old instanceof MapValue map && node.indexes().isEmpty()) {
            LinkedHashMap<String, AttributeValue> entries = new LinkedHashMap<>(map.entries());
            change(entries, node.attributes(), values);
            return new MapValue(entries);
        }
        if (old instanceof ListValue list && node.attributes().isEmpty()) {
            return changedList(list.elements(), node, values);
        }
        throw new InvalidArgumentException(
                "The document path provided in the update expression is invalid for update");
    }

    private AttributeValue changedList(
            List<AttributeValue> elements,
            PathTree.Node<Integer> node,
            @Nullable AttributeValue[] values) {
        List<AttributeValue> changed = new ArrayList<>(elements.size() + 1);
        int copied = 0;
        for (Map.Entry<Integer, PathTree.Node<Integer>> entry : node.indexes().entrySet()) {
            int index = entry.getKey();
            boolean exists = index < elements.size();
            int upTo = exists ? index : elements.size();
            changed.addAll(elements.subList(copied, upTo));
            copied = exists ? index + 1 : upTo;
            @Nullable AttributeValue element =
                    changed(exists ? elements.get(index) : null, entry.getValue(), values);
            if (element != null) {
                changed.add(element);
            }
        }
        changed.addAll(elements.subList(copied, elements.size()));
        return new ListValue(changed);
    }

    private AttributeValue added(@Nullable AttributeValue old, AttributeValue value) {
        if (old == null) {
            return value;
        }
        if (old instanceof NumberValue(var left) && value instanceof NumberValue(var right)) {
            return AttributeValue.of(left.plus(right));
        }
        @Nullable AttributeValue union = Sets.union(old, value);
        if (union == null) {
            throw new InvalidArgumentException(WRONG_TYPE);
        }
        return union;
    }

    private @Nullable AttributeValue deleted(@Nullable AttributeValue old, AttributeValue value) {
        if (old == null) {
            return null;
        }
        if (!Sets.areOfOneType(old, value)) {
            throw new InvalidArgumentException(WRONG_TYPE);
        }
        return Sets.difference(old, value);
    }

    private static AttributeValue constant(Operand operand) {
        if (operand instanceof Constant(AttributeValue value)) {
            return value;
        }
        throw new IllegalStateException("the update is not bound: " + operand);
    }

    private AttributeValue value(Operand operand, Item item) {
        return switch (operand) {
            case Constant(AttributeValue value) -> value;
            case PathOperand(Path path) -> {
                @Nullable AttributeValue value = path.in(item);
                if (value == null) {
                    throw new InvalidArgumentException(
                            "The provided expression refers to an attribute that does not exist in the item");
                }
                yield value;
            }
            case Arithmetic sum -> sum(sum, item);
            case FunctionCall(Function function, List<Operand> arguments)
                    when function == Function.IF_NOT_EXISTS -> {
                @Nullable AttributeValue existing =
                        arguments.getFirst() instanceof PathOperand(Path path)
                                ? path.in(item)
                                : null;
                yield existing == null ? value(arguments.get(1), item) : existing;
            }
            case FunctionCall(Function function, List<Operand> arguments)
                    when function == Function.LIST_APPEND -> {
                List<AttributeValue> joined =
                        new ArrayList<>(list(value(arguments.getFirst(), item)));
                joined.addAll(list(value(arguments.get(1), item)));
                yield new ListValue(joined);
            }
            case FunctionCall call ->
                    throw new IllegalStateException(call.function() + " is not for updates");
            case Operand.ValuePlaceholder(String name) ->
                    throw new IllegalStateException("the update is not bound: " + name);
        };
    }

    private AttributeValue sum(Arithmetic sum, Item item) {
        AttributeValue left = value(sum.left(), item);
        requireNumber(left);
        AttributeValue right = value(sum.right(), item);
        requireNumber(right);
        if (left instanceof NumberValue(var a) && right instanceof NumberValue(var b)) {
            return AttributeValue.of(
                    sum.operator() == Arithmetic.Operator.PLUS ? a.plus(b) : a.minus(b));
        }
        throw new IllegalStateException("both operands are numbers");
    }

    private void requireNumber(AttributeValue value) {
        if (!(value instanceof NumberValue)) {
            throw new InvalidArgumentException(WRONG_TYPE);
        }
    }

    private List<AttributeValue> list(AttributeValue value) {
        if (value instanceof ListValue(List<AttributeValue> elements)) {
            return elements;
        }
        throw new InvalidArgumentException(WRONG_TYPE);
    }
}
