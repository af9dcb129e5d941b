package io.kvasir.chaos.simulation;

import io.kvasir.testkit.Seed;
import io.kvasir.testkit.checker.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Many simulated runs, each of every world from a seed of its own, until one fails.
public final class Simulations {
    /// Of so many runs one is made twice, and both must be the same in every event. Those of
    /// transactions are quick: each is made twice.
    private static final int TWICE_ONE_IN = 10;

    private static final double NANOS_PER_MINUTE = 60e9;

    private Simulations() {}

    /// @param part of the history that shows it
    public record Failure(Seed seed, String what, List<String> part) {
        public Failure {
            part = List.copyOf(part);
        }
    }

    /// @param seeds that were played, the failed one included
    /// @param runs of one world each; some are made twice
    /// @param perMinute runs
    public record Outcome(int seeds, int runs, double perMinute, Optional<Failure> failure) {}

    /// @param seeds how many; one is `base` itself, more are forked from it
    public static Outcome run(Seed base, int seeds, int threads) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger played = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
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
                                failure(seed, seeds == 1 || number % TWICE_ONE_IN == 0, runs)
                                        .ifPresent(f -> first.compareAndSet(null, f));
                                played.incrementAndGet();
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
        return new Outcome(
                played.get(), runs.get(), runs.get() / minutes, Optional.ofNullable(first.get()));
    }

    private static Optional<Failure> failure(Seed seed, boolean twice, AtomicInteger runs) {
        for (World world : World.values()) {
            Optional<Failure> failure;
            try {
                failure = failure(world, seed, twice || world == World.TRANSACTIONS, runs);
            } catch (AssertionError | RuntimeException e) {
                failure = Optional.of(new Failure(seed, world + ": " + e, List.of()));
            }
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private static Optional<Failure> failure(
            World world, Seed seed, boolean twice, AtomicInteger runs) {
        World.Played played = world.play(seed);
        runs.addAndGet(twice ? 2 : 1);
        for (Map.Entry<String, Verdict> each : played.verdicts().entrySet()) {
            switch (each.getValue()) {
                case Verdict.Holds _ -> {}
                case Verdict.Undecided(String reason) -> {
                    return Optional.of(
                            new Failure(seed, each.getKey() + " unknown: " + reason, List.of()));
                }
                case Verdict.Violated(String reason, List<String> part) -> {
                    return Optional.of(
                            new Failure(seed, each.getKey() + " VIOLATED: " + reason, part));
                }
            }
        }
        return twice && !world.play(seed).trace().equals(played.trace())
                ? Optional.of(new Failure(seed, world + ": two runs of one seed differ", List.of()))
                : Optional.empty();
    }
}
