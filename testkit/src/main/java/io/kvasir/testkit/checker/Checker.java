package io.kvasir.testkit.checker;

import io.kvasir.testkit.history.History;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/// One property of a history.
public interface Checker {
    /// In words of the field, for reports: `linearizability`.
    String name();

    Verdict check(History history);

    /// Every checker of single-key operations, cluster observations and transactions, with its
    /// default limits.
    static List<Checker> all() {
        return List.of(
                new Linearizability(Linearizability.Limits.DEFAULT),
                new LogOrder(),
                new Durability(),
                new SessionGuarantees(),
                new StalenessBound(),
                new MapTiling(),
                new ReplicaEquality(),
                new Serializability());
    }

    /// Runs `checkers`; verdicts by name.
    static SequencedMap<String, Verdict> run(List<Checker> checkers, History history) {
        TreeMap<String, Verdict> verdicts = new TreeMap<>();
        for (Checker checker : checkers) {
            verdicts.put(checker.name(), checker.check(history));
        }
        return verdicts;
    }
}
