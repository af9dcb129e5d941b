package io.kvasir.chaos.simulation;

import io.kvasir.testkit.Seed;
import io.kvasir.testkit.checker.Checker;
import io.kvasir.testkit.checker.Verdict;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.simulation.ClusterOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Many simulated runs, each from a seed of its own, until one fails.
public final class Simulations {
    /// Of so many runs one is made twice, and both must be the same in every event.
    private static final int TWICE_ONE_IN = 10;

    private static final double NANOS_PER_MINUTE = 60e9;

    private Simulations() {}

    /// @param part of the history that shows it
    public record Failure(Seed seed, String what, List<String> part) {
        public Failure {
            part = List.copyOf(part);
        }
    }

    /// @param runs that were made, the failed one included
    public record Outcome(int runs, double perMinute, Optional<Failure> failure) {}

    /// @param seeds how many; one is `base` itself, more are forked from it
    public static Outcome run(Seed base, int seeds, int threads) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger made = new AtomicInteger();
        AtomicReference<@Nullable Failure> first = new AtomicReference<>();
        long start = System.nanoTime();
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(
                        workers.submit(() -> {
                            for (int number = next.getAndIncrement();
                                    number < seeds && first.get() == null;
                                    number = next.getAndIncrement()) {
                                Seed seed = seeds == 1 ? base : base.fork(number);
                                failure(seed, seeds == 1 || number % TWICE_ONE_IN == 0)
                                        .ifPresent(f -> first.compareAndSet(null, f));
                                made.incrementAndGet();
                            }
                        }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a simulated run ended in a bug", e.getCause());
        }
        double minutes = (System.nanoTime() - start) / NANOS_PER_MINUTE;
        return new Outcome(made.get(), made.get() / minutes, Optional.ofNullable(first.get()));
    }

    /// Every other seed is of a world in which appends come late.
    private static ClusterOptions options(Seed seed) {
        return (seed.value() & 1) == 0 ? PartitionRun.ROUGH : PartitionRun.LATE;
    }

    private static Optional<Failure> failure(Seed seed, boolean twice) {
        PartitionRun run = new PartitionRun(seed, options(seed));
        History history;
        try {
            history = run.play();
        } catch (AssertionError | RuntimeException e) {
            return Optional.of(new Failure(seed, e.toString(), List.of()));
        }
        if (!run.faults().isEmpty()) {
            return Optional.of(
                    new Failure(seed, "a node could not go on: " + run.faults(), List.of()));
        }
        for (Checker checker : PartitionRun.CHECKERS) {
            switch (checker.check(history)) {
                case Verdict.Holds _ -> {}
                case Verdict.Undecided(String reason) -> {
                    return Optional.of(
                            new Failure(seed, checker.name() + " unknown: " + reason, List.of()));
                }
                case Verdict.Violated(String reason, List<String> part) -> {
                    return Optional.of(
                            new Failure(seed, checker.name() + " VIOLATED: " + reason, part));
                }
            }
        }
        if (new MapRun(seed).play() instanceof Verdict.Violated(String reason, var part)) {
            return Optional.of(new Failure(seed, "map-tiling VIOLATED: " + reason, part));
        }
        return twice ? difference(seed, run) : Optional.empty();
    }

    private static Optional<Failure> difference(Seed seed, PartitionRun first) {
        PartitionRun second = new PartitionRun(seed, options(seed));
        second.play();
        return first.traceHash() == second.traceHash()
                ? Optional.empty()
                : Optional.of(new Failure(seed, "two runs of one seed differ", List.of()));
    }
}
