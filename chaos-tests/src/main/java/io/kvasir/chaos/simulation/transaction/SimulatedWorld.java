package io.kvasir.chaos.simulation.transaction;

import io.kvasir.testkit.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/// Time, chance and what is to come, in one thread: the same seed gives the same run.
final class SimulatedWorld {
    static final long MILLIS = 1_000_000;
    static final long SECONDS = 1_000 * MILLIS;
    private static final int TRACE_LINES_MAX = 400_000;

    private record Event(long atNanos, long number, Runnable what) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::number));
    private final RandomGenerator dice;
    private final List<String> trace = new ArrayList<>();
    private long number;
    private long nowNanos;

    SimulatedWorld(Seed seed) {
        this.dice = seed.random("world");
    }

    long now() {
        return nowNanos;
    }

    RandomGenerator dice() {
        return dice;
    }

    boolean chance(double probability) {
        return dice.nextDouble() < probability;
    }

    long between(long minNanos, long maxNanos) {
        return minNanos + dice.nextLong(maxNanos - minNanos + 1);
    }

    void after(long nanos, Runnable what) {
        events.add(new Event(nowNanos + nanos, number++, what));
    }

    void note(String line) {
        if (trace.size() < TRACE_LINES_MAX) {
            trace.add(nowNanos + " " + line);
        }
    }

    List<String> trace() {
        return trace;
    }

    /// Runs what comes until the time.
    void runTo(long nanos) {
        while (!events.isEmpty() && events.peek().atNanos() <= nanos) {
            Event next = events.poll();
            nowNanos = next.atNanos();
            next.what().run();
        }
        nowNanos = nanos;
    }
}
