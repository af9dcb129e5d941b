package io.kvasir.model.expression;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Document paths that do not meet, as a tree, each with something at its end.
final class PathTree<T> {
    /// A place that paths lead to (`leaf` is set) or through (it has children of one of both
    /// kinds).
    static final class Node<T> {
        private final Path firstPath;
        private final SequencedMap<String, Node<T>> attributes = new LinkedHashMap<>(4);
        private final TreeMap<Integer, Node<T>> indexes = new TreeMap<>();
        private @Nullable T leaf;

        private Node(Path firstPath) {
            this.firstPath = firstPath;
        }

        @Nullable T leaf() {
            return leaf;
        }

        SequencedMap<String, Node<T>> attributes() {
            return attributes;
        }

        /// By rising index.
        SequencedMap<Integer, Node<T>> indexes() {
            return indexes;
        }
    }

    private final ExpressionKind kind;
    private final SequencedMap<String, Node<T>> attributes = new LinkedHashMap<>();
    private @Nullable String overlap;
    private @Nullable String conflict;

    PathTree(ExpressionKind kind) {
        this.kind = kind;
    }

    /// By top-level attribute, in the order of the first path to each.
    SequencedMap<String, Node<T>> attributes() {
        return attributes;
    }

    void add(Path path, T leaf) {
        Node<T> node = attributes.computeIfAbsent(path.head(), name -> new Node<>(path));
        List<PathStep> steps = path.steps();
        for (int i = 1; i < steps.size(); i++) {
            if (node.leaf != null) {
                foundOverlap(node.firstPath, path);
                return;
            }
            PathStep step = steps.get(i);
            boolean isIndex = step instanceof PathStep.Index;
            if (isIndex ? !node.attributes.isEmpty() : !node.indexes.isEmpty()) {
                foundConflict(node.firstPath, path);
                return;
            }
            node =
                    step instanceof PathStep.Index(int index)
                            ? node.indexes.computeIfAbsent(index, at -> new Node<>(path))
                            : node.attributes.computeIfAbsent(
                                    step.toString(), name -> new Node<>(path));
        }
        if (node.leaf != null || !node.attributes.isEmpty() || !node.indexes.isEmpty()) {
            foundOverlap(node.firstPath, path);
            return;
        }
        node.leaf = leaf;
    }

    private void foundOverlap(Path one, Path two) {
        if (overlap == null) {
            overlap = "Two document paths overlap with each other; " + rewrite(one, two);
        }
    }

    private void foundConflict(Path one, Path two) {
        if (conflict == null) {
            conflict = "Two document paths conflict with each other; " + rewrite(one, two);
        }
    }

    private static String rewrite(Path one, Path two) {
        return "must remove or rewrite one of these paths; path one: "
                + one.described()
                + ", path two: "
                + two.described();
    }

    /// Tells the first two paths of which one leads into the other, or else the first two that take
    /// one place for a map and for a list.
    void requireApart() {
        if (overlap != null) {
            throw kind.error(overlap);
        }
        if (conflict != null) {
            throw kind.error(conflict);
        }
    }
}
