package io.kvasir.node.replica;

import io.kvasir.model.partition.PartitionId;

/// Told of each step of a merge as it is reached: where tests stop nodes. Must be quick, and is
/// nothing in a server.
@FunctionalInterface
public interface MergeSteps {
    MergeSteps NONE = (step, partition) -> {};

    /// On the thread that takes the step, before what follows it.
    void reached(Step step, PartitionId partition);

    /// The steps, in order; the last three are those of one that is given up, and of the end.
    enum Step {
        /// The left one has logged that it begins, and nothing of an earlier attempt is left.
        BEGUN,
        /// The right one has logged its last entry, and hands over nothing yet.
        SEALED,
        /// The left one has logged some of the right one's records, but not all.
        ABSORBING,
        /// The left one has logged all of them.
        ABSORBED,
        /// The left one has logged that it holds the whole range.
        MERGED,
        /// The left one has logged that it never will.
        ABANDONED,
        /// The right one has logged that it goes on.
        UNSEALED,
        /// A node is about to let its replica of the right one go.
        RELEASED
    }
}
