package io.kvasir.testkit.simulation;

import io.kvasir.testkit.Seed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A deterministic world: events run one at a time, by time and then by the order in which they
/// were scheduled. The same seed gives the same run; `traceHash` of two runs shows it.
public final class Simulation {
    /// A run that needs more is taken for a livelock.
    private static final long EVENTS_MAX = 50_000_000;

    private static final int TRACE_LINES_KEPT = 2_000;

    private final Seed seed;
    private final VirtualClock clock = new VirtualClock();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final ArrayDeque<String> trace = new ArrayDeque<>();
    private long scheduled;
    private long ran;
    private long traceHash;

    public Simulation(Seed seed) {
        this.seed = seed;
    }

    /// Something that will happen, unless it is cancelled.
    public static final class Event implements Comparable<Event> {
        private final long atNanos;
        private final long number;
        private final Runnable action;
        private boolean cancelled;

        private Event(long atNanos, long number, Runnable action) {
            this.atNanos = atNanos;
            this.number = number;
            this.action = action;
        }

        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    public VirtualClock clock() {
        return clock;
    }

    public long nanoTime() {
        return clock.nanoTime();
    }

    /// The generator of one part of the world.
    public RandomGenerator random(String part) {
        return seed.random(part);
    }

    public Seed seed() {
        return seed;
    }

    public Event schedule(Duration delay, Runnable action) {
        return scheduleNanos(delay.toNanos(), action);
    }

    public Event scheduleNanos(long delayNanos, Runnable action) {
        Event event = new Event(clock.nanoTime() + Math.max(0, delayNanos), scheduled++, action);
        events.add(event);
        return event;
    }

    /// An executor whose tasks run as events, each after a random delay of at most `delayMax`: in
    /// another order than given, as a pool's may.
    public Executor executor(String name, Duration delayMax) {
        RandomGenerator random = random("executor " + name);
        long bound = delayMax.toNanos() + 1;
        return task -> scheduleNanos(random.nextLong(bound), task);
    }

    /// Runs `then` as an event once the future is complete. A failed future, or a `then` that
    /// throws, fails the run.
    public <T> void when(CompletableFuture<T> future, Consumer<? super T> then) {
        var _ =
                future.whenComplete((value, failure) ->
                        scheduleNanos(
                                0,
                                () -> {
                                    if (failure != null) {
                                        throw new IllegalStateException("a future failed", failure);
                                    }
                                    then.accept(value);
                                }));
    }

    /// Runs the next event; false where there is none.
    public boolean step() {
        Event next = events.poll();
        if (next == null) {
            return false;
        }
        clock.advanceTo(next.atNanos);
        if (next.cancelled) {
            return true;
        }
        if (++ran > EVENTS_MAX) {
            throw new IllegalStateException("more than " + EVENTS_MAX + " events: a livelock");
        }
        next.action.run();
        return true;
    }

    public void runFor(Duration time) {
        long end = clock.nanoTime() + time.toNanos();
        while (!events.isEmpty() && events.peek().atNanos <= end) {
            step();
        }
        clock.advanceTo(end);
    }

    /// Runs until the condition holds, for `atMost` of virtual time.
    ///
    /// @return whether it came to hold
    public boolean runUntil(BooleanSupplier condition, Duration atMost) {
        long end = clock.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (events.isEmpty() || events.peek().atNanos > end) {
                clock.advanceTo(end);
                return false;
            }
            step();
        }
        return true;
    }

    /// Runs until the future is complete and gives its value.
    ///
    /// @throws AssertionError where it is not complete after `atMost` of virtual time
    public <T> T await(CompletableFuture<T> future, Duration atMost) {
        if (!runUntil(future::isDone, atMost)) {
            throw new AssertionError("not complete after " + atMost + " of virtual time");
        }
        return future.join();
    }

    /// Notes what happened: part of the run's hash, and of the last lines shown on a failure.
    public void trace(String line) {
        String stamped = clock.nanoTime() + " " + line;
        traceHash = traceHash * 31 + stamped.hashCode();
        if (trace.size() == TRACE_LINES_KEPT) {
            trace.removeFirst();
        }
        trace.addLast(stamped);
    }

    /// Equal for two runs that did the same.
    public long traceHash() {
        return traceHash;
    }

    /// The last lines traced.
    public List<String> traceTail() {
        return List.copyOf(trace);
    }
}
