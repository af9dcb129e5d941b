package io.kvasir.testkit.checker;

import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.Expectation;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.Operation;
import io.kvasir.testkit.history.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Each key's writes and strong reads took effect one at a time, each between its invocation and
/// its completion. Unknown outcomes took effect at some time after their invocation, or never.
public final class Linearizability implements Checker {
    /// @param configurationsMax held at once for one key
    /// @param stepsPerKeyMax of the search; past it the verdict is undecided
    public record Limits(int configurationsMax, long stepsPerKeyMax) {
        public static final Limits DEFAULT = new Limits(300_000, 50_000_000);
    }

    private static final int REDUCTIONS_MAX = 2_000;

    private final Limits limits;
    private final ItemModel model = new ItemModel();

    public Linearizability(Limits limits) {
        this.limits = limits;
    }

    @Override
    public String name() {
        return "linearizability";
    }

    @Override
    public Verdict check(History history) {
        long checked = 0;
        List<String> undecided = new ArrayList<>();
        for (var key : history.byKey(Linearizability::isOrdered).entrySet()) {
            List<Operation> operations = withoutUnobserved(key.getValue());
            var outcome = new KeySearch<>(model, limits).search(operations, initial());
            switch (outcome) {
                case KeySearch.Outcome.Found<ItemModel.State> _ -> checked += operations.size();
                case KeySearch.Outcome.NotFound<ItemModel.State> found -> {
                    return violation(key.getKey(), found);
                }
                case KeySearch.Outcome.GaveUp<ItemModel.State>(String reason) ->
                        undecided.add(
                                "key %s with %d operations: %s"
                                        .formatted(key.getKey(), operations.size(), reason));
            }
        }
        if (!undecided.isEmpty()) {
            return new Verdict.Undecided(
                    undecided.size() + " keys undecided; first: " + undecided.getFirst());
        }
        return new Verdict.Holds(checked);
    }

    private List<ItemModel.State> initial() {
        return List.of(model.initial());
    }

    private static boolean isOrdered(Operation operation) {
        boolean failedRead = operation.action().isRead() && operation.isUnknown();
        return operation.action().isStrong()
                && !failedRead
                && !(operation.result() instanceof Result.Rejected);
    }

    /// Drops unknown puts whose value nobody saw: that they never took effect explains as much as
    /// that they did. Where a condition failed, one of them may be why: then all stay.
    static List<Operation> withoutUnobserved(List<Operation> operations) {
        boolean conditionFailed =
                operations.stream().anyMatch(o -> o.result() instanceof Result.ConditionFailed);
        if (conditionFailed) {
            return operations;
        }
        Set<String> observed = observedValues(operations);
        return operations.stream()
                .filter(o -> !(o.isUnknown() && isUnobservedPut(o, observed)))
                .toList();
    }

    private static boolean isUnobservedPut(Operation operation, Set<String> observed) {
        return switch (operation.action()) {
            case Action.Put(String value) -> !observed.contains(value);
            case Action.PutIf(_, String value) -> !observed.contains(value);
            default -> false;
        };
    }

    /// Values that some reply or condition names; of counters, whatever was added to.
    private static Set<String> observedValues(List<Operation> operations) {
        Set<String> observed = new HashSet<>();
        for (Operation operation : operations) {
            if (operation.result() instanceof Result.Seen(String value, _, _) && value != null) {
                observed.add(value);
            }
            switch (operation.action()) {
                case Action.PutIf(var expected, _) -> addExpected(observed, expected, operations);
                case Action.DeleteIf(var expected) -> addExpected(observed, expected, operations);
                case Action.Add _ -> addAllValues(observed, operations);
                case Action.Read _, Action.Put _, Action.Delete _ -> {}
            }
        }
        return observed;
    }

    private static void addExpected(
            Set<String> observed, Expectation expected, List<Operation> operations) {
        switch (expected) {
            case Expectation.Value(String value) -> observed.add(value);
            // They may hold through any value.
            case Expectation.Absent _, Expectation.Present _, Expectation.Version _ ->
                    addAllValues(observed, operations);
        }
    }

    private static void addAllValues(Set<String> observed, List<Operation> operations) {
        for (Operation operation : operations) {
            switch (operation.action()) {
                case Action.Put(String value) -> observed.add(value);
                case Action.PutIf(_, String value) -> observed.add(value);
                default -> {}
            }
        }
    }

    private Verdict violation(String key, KeySearch.Outcome.NotFound<ItemModel.State> found) {
        List<Operation> part = reduced(found);
        List<String> lines = new ArrayList<>();
        lines.add("possible before: " + found.before());
        part.forEach(operation -> lines.add(operation.toString()));
        return new Verdict.Violated(
                "key %s: no order of its operations explains operation %d, %s"
                        .formatted(key, found.at().id(), found.at().result()),
                lines);
    }

    /// Takes out operations that the failure does not need, one at a time: passive ones, and
    /// unknown or plain puts that nobody saw. Without them a history is no harder to explain.
    private List<Operation> reduced(KeySearch.Outcome.NotFound<ItemModel.State> found) {
        List<Operation> part = new ArrayList<>(found.window());
        int tries = 0;
        for (int i = part.size() - 1; i >= 0 && tries < REDUCTIONS_MAX; i--) {
            Operation candidate = part.get(i);
            if (!canDrop(candidate, part)) {
                continue;
            }
            tries++;
            List<Operation> without = new ArrayList<>(part);
            without.remove(i);
            if (new KeySearch<>(model, limits).search(without, found.before())
                    instanceof KeySearch.Outcome.NotFound) {
                part = without;
            }
        }
        return part;
    }

    private boolean canDrop(Operation candidate, List<Operation> part) {
        if (model.isPassive(candidate)) {
            return true;
        }
        boolean conditionFailed =
                part.stream().anyMatch(o -> o.result() instanceof Result.ConditionFailed);
        return candidate.action() instanceof Action.Put(String value)
                && !conditionFailed
                && !observedValues(part).contains(value);
    }
}
