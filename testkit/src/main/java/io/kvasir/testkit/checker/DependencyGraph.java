package io.kvasir.testkit.checker;

import io.kvasir.testkit.history.ListTransaction;
import io.kvasir.testkit.history.ListTransaction.Step;
import io.kvasir.testkit.history.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.KosarajuStrongConnectivityInspector;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleDirectedGraph;
import org.jspecify.annotations.Nullable;

/// Who came before whom. Real time goes through moments, so that it costs one edge or two per
/// transaction: a transaction leads to the moment it completed, moments lead to later moments, and
/// a moment leads to the transactions invoked after it.
final class DependencyGraph {
    private sealed interface Node {
        record Took(ListTransaction transaction) implements Node {}

        record Moment(long number) implements Node {}
    }

    /// One transaction came before another, and how that is known.
    record Dependency(ListTransaction from, ListTransaction to, String reason) {}

    private static final int CYCLE_STARTS_MAX = 200;

    private final Graph<Node, DefaultEdge> graph = new SimpleDirectedGraph<>(DefaultEdge.class);
    private final Map<Node, Map<Node, String>> reasons = new HashMap<>();

    DependencyGraph(ListOrders orders) {
        List<ListTransaction> effective = orders.effective();
        effective.forEach(transaction -> graph.addVertex(new Node.Took(transaction)));
        addRealTime(effective);
        orders.longest().forEach((key, values) -> addAppends(orders, key, values));
        effective.forEach(transaction -> addReads(orders, transaction));
    }

    private void addAppends(ListOrders orders, String key, List<Long> values) {
        for (int i = 1; i < values.size(); i++) {
            Optional<ListTransaction> before = orders.appender(key, values.get(i - 1));
            Optional<ListTransaction> after = orders.appender(key, values.get(i));
            if (before.isPresent() && after.isPresent()) {
                add(
                        before.get(),
                        after.get(),
                        "appended to %s before it, %d before %d"
                                .formatted(key, values.get(i - 1), values.get(i)));
            }
        }
    }

    private void addReads(ListOrders orders, ListTransaction reader) {
        if (reader.ending() != ListTransaction.Ending.COMMITTED) {
            return;
        }
        for (Step step : reader.steps()) {
            if (!(step instanceof Step.ReadList(String key, List<Long> values))) {
                continue;
            }
            if (!values.isEmpty()) {
                orders.appender(key, values.getLast())
                        .ifPresent(writer ->
                                add(
                                        writer,
                                        reader,
                                        "its %d in %s was read".formatted(values.getLast(), key)));
            }
            List<Long> whole = orders.longest().getOrDefault(key, List.of());
            if (whole.size() > values.size()) {
                long missed = whole.get(values.size());
                orders.appender(key, missed)
                        .ifPresent(writer ->
                                add(
                                        reader,
                                        writer,
                                        "read %s before %d came".formatted(key, missed)));
            }
            addMissedAppends(orders, reader, key, values, whole);
        }
    }

    /// Appends of committed transactions that no read ever saw came after every read of their key.
    private void addMissedAppends(
            ListOrders orders,
            ListTransaction reader,
            String key,
            List<Long> values,
            List<Long> whole) {
        if (values.size() < whole.size()) {
            return;
        }
        Set<Long> seen = new HashSet<>(whole);
        for (ListTransaction other : orders.appendersTo(key)) {
            for (Step step : other.steps()) {
                if (step instanceof Step.Append(String to, long value)
                        && to.equals(key)
                        && !seen.contains(value)) {
                    add(reader, other, "read %s without its %d".formatted(key, value));
                }
            }
        }
    }

    private void add(ListTransaction from, ListTransaction to, String reason) {
        if (!from.equals(to)) {
            connect(new Node.Took(from), new Node.Took(to), reason);
        }
    }

    private void connect(Node from, Node to, String reason) {
        graph.addVertex(from);
        graph.addVertex(to);
        if (graph.addEdge(from, to) != null) {
            reasons.computeIfAbsent(from, _ -> new HashMap<>()).put(to, reason);
        }
    }

    private void addRealTime(List<ListTransaction> effective) {
        List<ListTransaction> completed =
                effective.stream()
                        .filter(t -> t.completedNanos() != Operation.OPEN)
                        .sorted(Comparator.comparingLong(ListTransaction::completedNanos))
                        .toList();
        List<ListTransaction> invoked =
                effective.stream()
                        .sorted(Comparator.comparingLong(ListTransaction::invokedNanos))
                        .toList();
        int next = 0;
        for (ListTransaction transaction : invoked) {
            while (next < completed.size()
                    && completed.get(next).completedNanos() < transaction.invokedNanos()) {
                connect(new Node.Took(completed.get(next)), new Node.Moment(next), "real time");
                if (next > 0) {
                    connect(new Node.Moment(next - 1), new Node.Moment(next), "real time");
                }
                next++;
            }
            if (next > 0) {
                connect(new Node.Moment(next - 1), new Node.Took(transaction), "real time");
            }
        }
    }

    /// The shortest cycle found, or none.
    List<Dependency> shortestCycle() {
        List<Node> shortest = List.of();
        for (Set<Node> component :
                new KosarajuStrongConnectivityInspector<>(graph).stronglyConnectedSets()) {
            if (component.size() < 2) {
                continue;
            }
            int starts = 0;
            for (Node start : component) {
                if (start instanceof Node.Took && starts++ < CYCLE_STARTS_MAX) {
                    List<Node> cycle = cycleThrough(start, component);
                    if (shortest.isEmpty() || cycle.size() < shortest.size()) {
                        shortest = cycle;
                    }
                }
            }
        }
        return dependencies(shortest);
    }

    private List<Node> cycleThrough(Node start, Set<Node> component) {
        Map<Node, Node> cameFrom = new HashMap<>();
        ArrayDeque<Node> queue = new ArrayDeque<>(List.of(start));
        while (!queue.isEmpty()) {
            Node node = queue.remove();
            for (DefaultEdge edge : graph.outgoingEdgesOf(node)) {
                Node to = graph.getEdgeTarget(edge);
                if (to.equals(start)) {
                    return pathTo(node, start, cameFrom);
                }
                if (component.contains(to) && !cameFrom.containsKey(to)) {
                    cameFrom.put(to, node);
                    queue.add(to);
                }
            }
        }
        throw new IllegalStateException("a strongly connected component has no cycle");
    }

    private static List<Node> pathTo(Node end, Node start, Map<Node, Node> cameFrom) {
        List<Node> path = new ArrayList<>();
        @Nullable Node node = end;
        while (node != null && !node.equals(start)) {
            path.addFirst(node);
            node = cameFrom.get(node);
        }
        path.addFirst(start);
        return path;
    }

    private String reason(Node from, Node to) {
        return reasons.getOrDefault(from, Map.of()).getOrDefault(to, "");
    }

    /// The cycle's transactions; moments between them become "real time".
    private List<Dependency> dependencies(List<Node> cycle) {
        List<Dependency> dependencies = new ArrayList<>();
        int size = cycle.size();
        for (int i = 0; i < size; i++) {
            if (!(cycle.get(i) instanceof Node.Took(ListTransaction from))) {
                continue;
            }
            String reason = reason(cycle.get(i), cycle.get((i + 1) % size));
            int next = i + 1;
            while (!(cycle.get(next % size) instanceof Node.Took)) {
                next++;
            }
            if (cycle.get(next % size) instanceof Node.Took(ListTransaction to)) {
                dependencies.add(new Dependency(from, to, reason));
            }
        }
        return dependencies;
    }
}
