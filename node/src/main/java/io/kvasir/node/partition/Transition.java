package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.Safeguard;
import io.kvasir.model.key.KeyRange;
import io.kvasir.node.store.Mutation;
import io.kvasir.replication.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// How a committed entry changes a replica: the same on every one of them.
///
/// @param state the state after it
/// @param mutations of the store, with the new position last: to be written together
/// @param ignored why the entry has no effect; empty where it has
public record Transition(PartitionState state, List<Mutation> mutations, Optional<String> ignored) {
    public Transition {
        mutations = List.copyOf(mutations);
    }

    /// An entry takes effect only on the state that it was evaluated on: in the term of its
    /// evaluation, after the very entry it was evaluated after, under the same epoch.
    ///
    /// @param locksWithin counts the locks that the store has in a range, before the entry
    public static Transition apply(
            PartitionState state,
            LogPosition position,
            Bytes bytes,
            ToLongFunction<KeyRange> locksWithin) {
        Entry entry = Entry.decode(bytes);
        if (entry.term() != position.term() && !Safeguard.TERM_CHECK.isOff()) {
            return ignored(
                    state,
                    position,
                    "evaluated in term " + entry.term() + ", appended in " + position.term());
        }
        if (entry.after() != state.numberWithin(entry.term()) && !Safeguard.ORDER_CHECK.isOff()) {
            return ignored(
                    state,
                    position,
                    "evaluated after entry "
                            + entry.after()
                            + " of term "
                            + entry.term()
                            + ", which is at "
                            + state.numberWithin(entry.term()));
        }
        if (!entry.epoch().equals(state.epoch()) && !Safeguard.EPOCH_CHECK.isOff()) {
            return ignored(
                    state,
                    position,
                    "evaluated under epoch "
                            + entry.epoch().value()
                            + ", which is "
                            + state.epoch().value());
        }
        if (state.isSealed() && !unseals(entry)) {
            return ignored(state, position, "the partition is sealed, to be absorbed");
        }
        PartitionState next = state.after(position, entry, locksWithin);
        List<Mutation> mutations = new ArrayList<>(entry.mutations().size() + 1);
        mutations.addAll(entry.mutations());
        // What is known of a split holds its place in the log, which its entry could not tell.
        mutations.addAll(next.splitMutations(state));
        mutations.add(next.appliedMutation());
        return new Transition(next, mutations, Optional.empty());
    }

    private static boolean unseals(Entry entry) {
        return entry.mutations().contains(new Mutation.Delete(PartitionState.MERGE));
    }

    /// A position that holds no entry of ours.
    public static Transition skip(PartitionState state, LogPosition position) {
        PartitionState next = state.after(position);
        return new Transition(next, List.of(next.appliedMutation()), Optional.empty());
    }

    private static Transition ignored(PartitionState state, LogPosition position, String reason) {
        PartitionState next = state.after(position);
        return new Transition(next, List.of(next.appliedMutation()), Optional.of(reason));
    }
}
