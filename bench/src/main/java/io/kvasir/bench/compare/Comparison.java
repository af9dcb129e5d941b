package io.kvasir.bench.compare;

import io.kvasir.bench.process.Signal;
import io.kvasir.bench.servers.Answering;
import io.kvasir.bench.servers.Target;
import io.kvasir.bench.store.Store;
import io.kvasir.bench.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator.SplittableGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measures targets in turns. The servers of all of them are kept, but only those of the target
/// whose turn it is run: the others stand still, so that caches and compiled code last from turn to
/// turn.
final class Comparison {
    private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(60);

    private final Plan plan;
    private final List<Target> targets;
    private final Measuring measuring;
    private final Consumer<String> told;
    private final SequencedMap<String, Result> results = new LinkedHashMap<>();

    /// @param told what happens, for a person to read
    Comparison(Plan plan, List<Target> targets, SplittableGenerator dice, Consumer<String> told) {
        this.plan = plan;
        this.targets = targets;
        this.measuring = new Measuring(plan, dice, told);
        this.told = told;
    }

    /// Starts all servers and stops them again, whatever happens.
    List<Result> run() throws Exception {
        try {
            startAll();
            for (Workload workload : plan.workloads()) {
                for (int concurrency : plan.concurrencies()) {
                    for (int round = 0; round < plan.rounds(); round++) {
                        takeTurns(workload, concurrency);
                    }
                }
            }
        } finally {
            stopAll();
        }
        return List.copyOf(results.sequencedValues());
    }

    private void startAll() throws Exception {
        List<Target> loaded = new ArrayList<>();
        for (Target target : targets) {
            long start = System.nanoTime();
            target.start();
            // Where its servers are those of a target before it, they stand still.
            Signal.CONTINUE.send(target.started());
            told.accept(
                    String.format(
                            Locale.ROOT,
                            "%s serves after %.1f s",
                            target.name(),
                            (System.nanoTime() - start) / 1e9));
            if (loaded.stream().noneMatch(target::sharesDataWith)) {
                try (Store store = target.connect()) {
                    store.prepare();
                    new Loading(plan.data(), store).run(plan.workloads(), 0);
                }
            }
            loaded.add(target);
            Signal.STOP.send(target.started());
        }
    }

    private void stopAll() {
        targets.forEach(Comparison::stopQuietly);
    }

    /// One that does not stop must not keep the others running.
    static void stopQuietly(Target target) {
        try {
            Signal.CONTINUE.send(target.started());
            target.stop();
        } catch (RuntimeException e) {
            LOG.warn("{} did not stop", target.name(), e);
        }
    }

    private void takeTurns(Workload workload, int concurrency) throws Exception {
        for (Target target : targets) {
            Signal.CONTINUE.send(target.pids());
            try {
                Answering.await(target, ANSWER_PATIENCE, () -> {});
                try (Store store = target.connect()) {
                    String whyNot = store.whyNot(workload);
                    if (whyNot.isEmpty()) {
                        keep(measuring.of(target, store, workload, concurrency));
                    } else {
                        told.accept(target.name() + " skips " + workload.word() + ": " + whyNot);
                    }
                }
            } finally {
                Signal.STOP.send(target.started());
            }
        }
    }

    private void keep(Result result) {
        String key = result.workload().word() + ' ' + result.concurrency() + ' ' + result.target();
        results.merge(key, result, Result::plus);
    }
}
