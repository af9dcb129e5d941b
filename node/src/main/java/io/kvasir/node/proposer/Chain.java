package io.kvasir.node.proposer;

import io.kvasir.node.partition.CommandOutcome;
import io.kvasir.node.partition.Entry;
import io.kvasir.node.partition.Overlay;
import io.kvasir.node.store.Mutation;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Entries evaluated one upon the other, each on the state that the one before will leave. Where
/// one of them takes no effect the chain is broken: those after it take none either, and once all
/// fates are known another chain begins on what was applied.
final class Chain {
    final long term;
    final Overlay overlay = new Overlay();

    /// Operations to be evaluated again, by the number of the entry that took no effect.
    final SequencedMap<Long, List<Submission.Operation>> again = new TreeMap<>();

    long last;
    int inFlight;
    boolean broken;

    /// The latest entry took all that one may.
    boolean full;

    /// Another entry may be proposed while the latest is in flight.
    boolean mayFollow;

    /// An entry is in flight upon which nothing may be evaluated.
    boolean fenced;

    /// @param last number of the entry that the first of the chain comes after
    Chain(long term, long last) {
        this.term = term;
        this.last = last;
    }

    /// An operation in an entry, and what it comes to if the entry takes effect.
    ///
    /// @param changes false where it would leave the store as it is: then an unknown fate of the
    ///   entry leaves no doubt
    record Evaluated(Submission.Operation operation, CommandOutcome outcome, boolean changes) {}

    /// An entry on its way, or an attempt to make one.
    record InFlight(
            Chain chain,
            Entry entry,
            List<Evaluated> operations,
            SystemCommand.@Nullable Pending system,
            long proposedAtNanos) {}

    void add(long entry, List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            overlay.add(entry, mutation);
        }
    }
}
