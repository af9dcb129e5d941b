package io.kvasir.testkit.checker;

import io.kvasir.testkit.checker.Frontier.Configuration;
import io.kvasir.testkit.history.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Searches one key's history for an order of its operations that keeps real time and fits the
/// model: Wing and Gong's search, in Lowe's just-in-time form. It walks invocations and completions
/// by time with every configuration reachable so far (a state, and which open operations took
/// effect), each kept once; an operation is placed only when a completion asks for it, and a
/// passive one as soon as it fits. Memory is that of the configurations, whatever the history's
/// length, and the completion at which none is left ends the smallest failing prefix.
///
/// Source: G. Lowe, "Testing for linearizability", 2017; J. Wing and C. Gong, 1993.
final class KeySearch<S> {
    private static final int OPEN_MAX = Long.SIZE;

    private final SequentialModel<S> model;
    private final long stepsMax;
    private final int configurationsMax;
    private final @Nullable Operation[] open = new Operation[OPEN_MAX];
    private Frontier<S> configurations = new Frontier<>();
    private long occupied;
    private long passive;
    private long unknown;
    private long blind;
    private long steps;

    KeySearch(SequentialModel<S> model, Linearizability.Limits limits) {
        this.model = model;
        this.stepsMax = limits.stepsPerKeyMax();
        this.configurationsMax = limits.configurationsMax();
    }

    /// How a search ended.
    sealed interface Outcome<S> {
        record Found<S>() implements Outcome<S> {}

        /// @param at the completion that no order explains
        /// @param window operations since the key was last quiet, up to that completion
        /// @param before the states that were possible then
        record NotFound<S>(Operation at, List<Operation> window, List<S> before)
                implements Outcome<S> {}

        record GaveUp<S>(String reason) implements Outcome<S> {}
    }

    private static final class TooMuch extends Exception {
        private static final long serialVersionUID = 1;

        TooMuch(String reason) {
            super(reason, null, false, false);
        }
    }

    /// @param operations in the order of invocation
    Outcome<S> search(List<Operation> operations, List<S> initial) {
        for (S state : initial) {
            configurations.add(new Configuration<>(state, 0), 0);
        }
        List<Operation> window = new ArrayList<>();
        List<S> before = initial;
        PriorityQueue<Open> completions = new PriorityQueue<>();
        try {
            for (Operation next : operations) {
                Operation failed = complete(completions, next.invokedNanos());
                if (failed != null) {
                    return new Outcome.NotFound<>(failed, window, before);
                }
                if (occupied == 0) {
                    window = new ArrayList<>();
                    before = configurations.all().stream().map(Configuration::state).toList();
                }
                window.add(next);
                Open invoked = invoke(next);
                if (!next.isUnknown()) {
                    completions.add(invoked);
                }
            }
            Operation failed = complete(completions, Operation.OPEN);
            return failed == null
                    ? new Outcome.Found<>()
                    : new Outcome.NotFound<>(failed, window, before);
        } catch (TooMuch e) {
            return new Outcome.GaveUp<>(String.valueOf(e.getMessage()));
        }
    }

    private record Open(Operation operation, int slot) implements Comparable<Open> {
        @Override
        public int compareTo(Open other) {
            int byTime = Long.compare(operation.completedNanos(), other.operation.completedNanos());
            return byTime != 0 ? byTime : Long.compare(operation.id(), other.operation.id());
        }
    }

    private Open invoke(Operation operation) throws TooMuch {
        int slot = Long.numberOfTrailingZeros(~occupied);
        if (slot == OPEN_MAX) {
            throw new TooMuch("more than " + OPEN_MAX + " operations are open at once");
        }
        open[slot] = operation;
        long bit = 1L << slot;
        occupied |= bit;
        if (operation.isUnknown()) {
            unknown |= bit;
        }
        if (model.isBlind(operation)) {
            blind |= bit;
        }
        if (model.isPassive(operation)) {
            passive |= bit;
            Frontier<S> next = new Frontier<>();
            for (Configuration<S> configuration : configurations.all()) {
                next.add(withPassive(configuration), unknown);
            }
            configurations = next;
        }
        return new Open(operation, slot);
    }

    /// Completes what ends before `untilNanos`: the first operation that no configuration explains,
    /// or null.
    private @Nullable Operation complete(PriorityQueue<Open> completions, long untilNanos)
            throws TooMuch {
        while (!completions.isEmpty()
                && completions.peek().operation().completedNanos() < untilNanos) {
            Open done = completions.remove();
            Frontier<S> survivors = placed(done.slot());
            if (survivors.isEmpty()) {
                return done.operation();
            }
            configurations = survivors;
            long bit = 1L << done.slot();
            open[done.slot()] = null;
            occupied &= ~bit;
            passive &= ~bit;
            blind &= ~bit;
        }
        return null;
    }

    /// The configurations, extended in every way until the slot's operation took effect, and
    /// without its bit. Those with fewer unknown operations come first, so that they cut the others
    /// off.
    private Frontier<S> placed(int slot) throws TooMuch {
        Frontier<S> survivors = new Frontier<>();
        Frontier<S> seen = new Frontier<>();
        ArrayDeque<Branch<S>> toExtend = new ArrayDeque<>();
        for (Configuration<S> configuration : configurations.all()) {
            if (!survived(configuration, slot, survivors) && seen.add(configuration, unknown)) {
                toExtend.add(new Branch<>(configuration, false));
            }
        }
        while (!toExtend.isEmpty()) {
            Branch<S> from = toExtend.removeFirst();
            long candidates = occupied & ~from.tip().placed() & (from.unseen() ? ~blind : ~0L);
            while (candidates != 0) {
                int i = Long.numberOfTrailingZeros(candidates);
                candidates &= candidates - 1;
                Configuration<S> extended = extended(from.tip(), i);
                if (extended == null
                        || survived(extended, slot, survivors)
                        || !seen.add(extended, unknown)) {
                    continue;
                }
                boolean isUnknown = (unknown & (1L << i)) != 0;
                boolean unseen =
                        isUnknown && extended.placed() == (from.tip().placed() | (1L << i));
                if (isUnknown) {
                    toExtend.addLast(new Branch<>(extended, unseen));
                } else {
                    toExtend.addFirst(new Branch<>(extended, false));
                }
            }
            if (seen.size() > configurationsMax) {
                throw new TooMuch("more than " + configurationsMax + " configurations");
            }
        }
        return survivors;
    }

    /// @param unseen its last step was an operation of unknown outcome that nothing has seen yet: a
    ///   blind one after it would make it needless
    private record Branch<S>(Configuration<S> tip, boolean unseen) {}

    private @Nullable Configuration<S> extended(Configuration<S> from, int slot) throws TooMuch {
        if (++steps > stepsMax) {
            throw new TooMuch("more than " + stepsMax + " steps");
        }
        Operation operation = open[slot];
        @Nullable S next = operation == null ? null : model.after(from.state(), operation);
        return next == null ? null : withPassive(from.with(next, slot));
    }

    private boolean survived(Configuration<S> configuration, int slot, Frontier<S> survivors) {
        if (!configuration.has(slot)) {
            return false;
        }
        long placed = configuration.placed() & ~(1L << slot);
        survivors.add(new Configuration<>(configuration.state(), placed), unknown);
        return true;
    }

    /// The configuration with every open passive operation placed that fits its state.
    private Configuration<S> withPassive(Configuration<S> from) {
        Configuration<S> now = from;
        long candidates = passive & ~from.placed();
        while (candidates != 0) {
            int i = Long.numberOfTrailingZeros(candidates);
            candidates &= candidates - 1;
            Operation operation = open[i];
            @Nullable S next = operation == null ? null : model.after(now.state(), operation);
            if (next != null) {
                now = now.with(next, i);
            }
        }
        return now;
    }
}
