package io.kvasir.testkit.checker;

import io.kvasir.testkit.history.ListTransaction;
import io.kvasir.testkit.history.ListTransaction.Ending;
import io.kvasir.testkit.history.ListTransaction.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// What reads tell about each list: its order, and who appended what. Finds what is wrong without
/// any order: values from nowhere, of aborted transactions, doubled, torn or lost.
final class ListOrders {
    private record Element(String key, long value) {}

    private final List<ListTransaction> transactions;
    private final Map<Element, ListTransaction> appenders = new HashMap<>();
    private final SequencedMap<String, List<Long>> longest = new LinkedHashMap<>();
    private final Set<ListTransaction> effective = new HashSet<>();
    private final Map<String, List<ListTransaction>> appendersTo = new HashMap<>();

    ListOrders(List<ListTransaction> transactions) {
        this.transactions = transactions;
        for (ListTransaction transaction : transactions) {
            for (Step step : transaction.steps()) {
                switch (step) {
                    case Step.Append(String key, long value) ->
                            appenders.put(new Element(key, value), transaction);
                    case Step.ReadList(String key, List<Long> values) -> {
                        if (transaction.ending() == Ending.COMMITTED) {
                            longest.merge(key, values, (a, b) -> a.size() >= b.size() ? a : b);
                        }
                    }
                }
            }
        }
        for (ListTransaction transaction : transactions) {
            if (transaction.ending() == Ending.COMMITTED) {
                effective.add(transaction);
            }
        }
        longest.forEach((key, values) ->
                values.forEach(value -> appender(key, value).ifPresent(effective::add)));
        for (ListTransaction transaction : effective()) {
            transaction.steps().stream()
                    .filter(step -> step instanceof Step.Append)
                    .map(Step::key)
                    .distinct()
                    .forEach(key ->
                            appendersTo
                                    .computeIfAbsent(key, _ -> new ArrayList<>())
                                    .add(transaction));
        }
    }

    /// Transactions that took effect: committed, or seen though their outcome is unknown.
    List<ListTransaction> effective() {
        return transactions.stream().filter(effective::contains).toList();
    }

    /// The keys that were read, each with the longest list seen.
    SequencedMap<String, List<Long>> longest() {
        return longest;
    }

    Optional<ListTransaction> appender(String key, long value) {
        return Optional.ofNullable(appenders.get(new Element(key, value)));
    }

    /// Transactions that took effect and appended to the key.
    List<ListTransaction> appendersTo(String key) {
        return appendersTo.getOrDefault(key, List.of());
    }

    Optional<Verdict.Violated> violation() {
        for (ListTransaction transaction : transactions) {
            if (transaction.ending() != Ending.COMMITTED) {
                continue;
            }
            for (Step step : transaction.steps()) {
                if (step instanceof Step.ReadList read) {
                    Optional<Verdict.Violated> violation = violation(transaction, read);
                    if (violation.isPresent()) {
                        return violation;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Verdict.Violated> violation(ListTransaction reader, Step.ReadList read) {
        List<Long> whole = longest.getOrDefault(read.key(), List.of());
        if (!whole.subList(0, read.values().size()).equals(read.values())) {
            return violated("two reads of a list contradict each other", reader, read);
        }
        Set<Long> seen = new HashSet<>();
        for (long value : read.values()) {
            Optional<ListTransaction> appender = appender(read.key(), value);
            if (!seen.add(value)) {
                return violated("a value is in the list twice: a doubled append", reader, read);
            }
            if (appender.isEmpty()) {
                return violated("a value was read that nobody appended", reader, read);
            }
            if (appender.get().ending() == Ending.ABORTED) {
                return violated("an aborted transaction's value was read", reader, read);
            }
        }
        return torn(reader, read);
    }

    /// A read that ends inside what one other transaction appended saw it half done.
    private Optional<Verdict.Violated> torn(ListTransaction reader, Step.ReadList read) {
        if (read.values().isEmpty()) {
            return Optional.empty();
        }
        long last = read.values().getLast();
        Optional<ListTransaction> appender = appender(read.key(), last);
        if (appender.isEmpty() || appender.get().equals(reader)) {
            return Optional.empty();
        }
        List<Long> own = new ArrayList<>();
        for (Step step : appender.get().steps()) {
            if (step instanceof Step.Append(String key, long value) && key.equals(read.key())) {
                own.add(value);
            }
        }
        return own.getLast() == last
                ? Optional.empty()
                : violated("a transaction was seen half done", reader, read);
    }

    private static Optional<Verdict.Violated> violated(
            String reason, ListTransaction reader, Step.ReadList read) {
        return Optional.of(
                new Verdict.Violated(
                        "key %s: %s".formatted(read.key(), reason), List.of(reader.toString())));
    }
}
