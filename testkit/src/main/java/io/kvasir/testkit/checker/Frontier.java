package io.kvasir.testkit.checker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Configurations of a search, without those that another makes needless: with the same state and
/// the same completed operations placed, one that placed fewer of unknown outcome can do all that
/// the other can.
final class Frontier<S> {
    /// @param placed a bit for each open operation that took effect
    record Configuration<S>(S state, long placed) {
        Configuration<S> with(S next, int slot) {
            return new Configuration<>(next, placed | (1L << slot));
        }

        boolean has(int slot) {
            return (placed & (1L << slot)) != 0;
        }
    }

    private final Map<Configuration<S>, List<Configuration<S>>> byKnown = new LinkedHashMap<>();
    private int size;

    /// @param unknown the bits of operations of unknown outcome
    /// @return whether it is kept
    boolean add(Configuration<S> configuration, long unknown) {
        Configuration<S> known =
                new Configuration<>(configuration.state(), configuration.placed() & ~unknown);
        List<Configuration<S>> kept = byKnown.get(known);
        if (kept == null) {
            kept = new ArrayList<>(1);
            byKnown.put(known, kept);
        }
        for (Configuration<S> other : kept) {
            if ((other.placed() & ~configuration.placed()) == 0) {
                return false;
            }
        }
        int before = kept.size();
        kept.removeIf(other -> (configuration.placed() & ~other.placed()) == 0);
        kept.add(configuration);
        size += kept.size() - before;
        return true;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    List<Configuration<S>> all() {
        List<Configuration<S>> all = new ArrayList<>(size);
        byKnown.values().forEach(all::addAll);
        return all;
    }
}
