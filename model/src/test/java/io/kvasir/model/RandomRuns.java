package io.kvasir.model;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Runs a random test over fixed seeds and a fresh one; a failure names the command that replays
/// it. (`testkit` has the full form, but it stands above this module.)
public final class RandomRuns {
    private static final RandomGeneratorFactory<RandomGenerator> DICE =
            RandomGeneratorFactory.of("L64X128MixRandom");

    private RandomRuns() {}

    public static void each(Class<?> test, int runs, Consumer<RandomGenerator> body) {
        Long given = Long.getLong("kvasir.seed");
        if (given != null) {
            run(test, given, body);
            return;
        }
        for (long seed = 1; seed < runs; seed++) {
            run(test, seed, body);
        }
        run(test, System.nanoTime(), body);
    }

    private static void run(Class<?> test, long seed, Consumer<RandomGenerator> body) {
        try {
            body.accept(DICE.create(seed));
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError(
                    "failed with seed "
                            + seed
                            + "; replay:\n  ./mvnw test -pl model -Dtest="
                            + test.getSimpleName()
                            + " -Dkvasir.seed="
                            + seed,
                    e);
        }
    }
}
