package io.kvasir.chaos.simulation;

import io.kvasir.chaos.simulation.transaction.TransactionRun;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.checker.Checker;
import io.kvasir.testkit.checker.Verdict;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.simulation.ClusterOptions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/// What is simulated. Each world is one of its own: nothing that one draws moves another's dice.
enum World {
    /// Clients of single items of one partition, its replicas under faults.
    PARTITION {
        @Override
        Played play(Seed seed) {
            // Every other seed is of a world in which appends come late.
            ClusterOptions options =
                    (seed.value() & 1) == 0 ? PartitionRun.ROUGH : PartitionRun.LATE;
            PartitionRun run = new PartitionRun(seed, options);
            History history = run.play();
            SequencedMap<String, Verdict> verdicts = going(run.faults());
            for (Checker checker : PartitionRun.CHECKERS) {
                verdicts.put(checker.name(), checker.check(history));
            }
            return new Played(run.traceHash(), verdicts);
        }
    },

    /// Routers between control planes that lag.
    MAP {
        @Override
        Played play(Seed seed) {
            MapRun run = new MapRun(seed);
            Verdict verdict = run.play();
            return new Played(run.traceHash(), verdicts("map-tiling", verdict));
        }
    },

    /// Routers with old maps that read a collection while its partition divides.
    PAGES {
        @Override
        Played play(Seed seed) {
            PageRun run = new PageRun(seed);
            Verdict verdict = run.play();
            SequencedMap<String, Verdict> verdicts = going(run.faults());
            verdicts.put("page-completeness", verdict);
            return new Played(run.traceHash(), verdicts);
        }
    },

    /// Coordinators and recoveries of transactions, any of which may die.
    TRANSACTIONS {
        @Override
        Played play(Seed seed) {
            TransactionRun run = TransactionRun.of(seed);
            return new Played(run.trace(), verdicts("transactions", run.verdict()));
        }
    };

    /// @param trace of everything that happened: equal where two runs were the same
    /// @param verdicts by their checker's name
    record Played(Object trace, SequencedMap<String, Verdict> verdicts) {
        Played {
            verdicts = Collections.unmodifiableSequencedMap(verdicts);
        }
    }

    /// Plays a seed's run of this world.
    ///
    /// @throws AssertionError where it does not come to its end
    abstract Played play(Seed seed);

    private static SequencedMap<String, Verdict> going(List<String> faults) {
        return verdicts(
                "going on",
                faults.isEmpty()
                        ? new Verdict.Holds(1)
                        : new Verdict.Violated("a node could not go on: " + faults, List.of()));
    }

    private static SequencedMap<String, Verdict> verdicts(String name, Verdict verdict) {
        SequencedMap<String, Verdict> verdicts = new LinkedHashMap<>();
        verdicts.put(name, verdict);
        return verdicts;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
