package io.kvasir.model.expression;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.AttributeValue.ListValue;
import io.kvasir.model.item.AttributeValue.MapValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The parts of an item that a request wants. Immutable.
public final class Projection {
    private final List<Path> paths;
    private final PathTree<Boolean> tree;

    private Projection(List<Path> paths, PathTree<Boolean> tree) {
        this.paths = paths;
        this.tree = tree;
    }

    /// @param paths bound
    /// @throws InvalidArgumentException where two of them meet
    public static Projection of(List<Path> paths) {
        PathTree<Boolean> tree = new PathTree<>(ExpressionKind.PROJECTION);
        for (Path path : paths) {
            tree.add(path, true);
        }
        tree.requireApart();
        return new Projection(List.copyOf(paths), tree);
    }

    public List<Path> paths() {
        return paths;
    }

    /// @throws InvalidArgumentException where a path goes inside a key attribute
    public void requireScalarKeys(KeySchema schema) {
        KeyPaths.requireScalar(paths, schema);
    }

    /// What stands at the paths, inside maps and lists of only that; list elements move together.
    public Item project(Item item) {
        LinkedHashMap<String, AttributeValue> kept = new LinkedHashMap<>();
        for (Map.Entry<String, PathTree.Node<Boolean>> entry : tree.attributes().entrySet()) {
            @Nullable AttributeValue value = item.get(entry.getKey());
            @Nullable AttributeValue part = value == null ? null : part(value, entry.getValue());
            if (part != null) {
                kept.put(entry.getKey(), part);
            }
        }
        return new Item(kept);
    }

    private static @Nullable AttributeValue part(
            AttributeValue value, PathTree.Node<Boolean> node) {
        if (node.leaf() != null) {
            return value;
        }
        if (value instanceof MapValue(SequencedMap<String, AttributeValue> entries)) {
            LinkedHashMap<String, AttributeValue> kept = new LinkedHashMap<>();
            node.attributes()
                    .forEach((name, child) -> {
                        @Nullable AttributeValue entry = entries.get(name);
                        @Nullable AttributeValue part = entry == null ? null : part(entry, child);
                        if (part != null) {
                            kept.put(name, part);
                        }
                    });
            return kept.isEmpty() ? null : new MapValue(kept);
        }
        if (value instanceof ListValue(List<AttributeValue> elements)) {
            List<AttributeValue> kept = new ArrayList<>();
            for (Map.Entry<Integer, PathTree.Node<Boolean>> entry : node.indexes().entrySet()) {
                @Nullable AttributeValue part =
                        entry.getKey() < elements.size()
                                ? part(elements.get(entry.getKey()), entry.getValue())
                                : null;
                if (part != null) {
                    kept.add(part);
                }
            }
            return kept.isEmpty() ? null : new ListValue(kept);
        }
        return null;
    }
}
