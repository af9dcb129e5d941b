package io.kvasir.testkit.checker;

import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.ListTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Transactions on append-only lists took effect one at a time, in an order that keeps real time:
/// strict serializability. What was read tells each list's order, and so who saw, followed or
/// missed whom; a cycle among these and real time has no order. Unknown outcomes count where they
/// were seen.
///
/// Source: K. Kingsbury and P. Alvaro, "Elle: inferring isolation anomalies from experimental
/// observations", 2020.
public final class Serializability implements Checker {
    @Override
    public String name() {
        return "serializability";
    }

    @Override
    public Verdict check(History history) {
        ListOrders orders = new ListOrders(history.transactions());
        Optional<Verdict.Violated> direct = orders.violation();
        if (direct.isPresent()) {
            return direct.get();
        }
        DependencyGraph graph = new DependencyGraph(orders);
        List<DependencyGraph.Dependency> cycle = graph.shortestCycle();
        if (cycle.isEmpty()) {
            return new Verdict.Holds(history.transactions().size());
        }
        List<String> lines = new ArrayList<>();
        for (DependencyGraph.Dependency dependency : cycle) {
            lines.add(
                    "%d -> %d: %s"
                            .formatted(
                                    dependency.from().id(),
                                    dependency.to().id(),
                                    dependency.reason()));
        }
        for (DependencyGraph.Dependency dependency : cycle) {
            ListTransaction transaction = dependency.from();
            lines.add(transaction.toString());
        }
        return new Verdict.Violated(
                "no order explains "
                        + cycle.size()
                        + " transactions that depend on each other in a"
                        + " circle",
                lines);
    }
}
