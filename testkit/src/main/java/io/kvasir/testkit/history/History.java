package io.kvasir.testkit.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Everything recorded in one run. Operations are in the order of their invocation.
public record History(
        List<Operation> operations,
        List<FinalItem> finalItems,
        List<MapObservation> maps,
        List<ReplicaChecksum> checksums,
        List<ListTransaction> transactions) {
    public History {
        operations =
                operations.stream()
                        .sorted(
                                Comparator.comparingLong(Operation::invokedNanos)
                                        .thenComparingLong(Operation::id))
                        .toList();
        finalItems = List.copyOf(finalItems);
        maps = List.copyOf(maps);
        checksums = List.copyOf(checksums);
        transactions = List.copyOf(transactions);
    }

    public static History of(List<Operation> operations) {
        return new History(operations, List.of(), List.of(), List.of(), List.of());
    }

    public static History ofTransactions(List<ListTransaction> transactions) {
        return new History(List.of(), List.of(), List.of(), List.of(), transactions);
    }

    public History withFinalItems(List<FinalItem> items) {
        return new History(operations, items, maps, checksums, transactions);
    }

    public History withMaps(List<MapObservation> observed) {
        return new History(operations, finalItems, observed, checksums, transactions);
    }

    public History withChecksums(List<ReplicaChecksum> observed) {
        return new History(operations, finalItems, maps, observed, transactions);
    }

    /// Operations that satisfy the predicate, by key, each list in the order of invocation.
    public SequencedMap<String, List<Operation>> byKey(Predicate<Operation> wanted) {
        TreeMap<String, List<Operation>> byKey = new TreeMap<>();
        for (Operation operation : operations) {
            if (wanted.test(operation)) {
                byKey.computeIfAbsent(operation.key(), _ -> new ArrayList<>()).add(operation);
            }
        }
        return byKey;
    }
}
