package io.kvasir.node.replica;

import io.kvasir.model.partition.PartitionId;

/// Told of each step of a split as it is reached: where tests stop a node. Must be quick, and is
/// nothing in a server.
@FunctionalInterface
public interface SplitSteps {
    SplitSteps NONE = (step, parent) -> {};

    /// On the thread that takes the step, before what follows it.
    void reached(Step step, PartitionId parent);

    /// The steps of one replica, in order.
    enum Step {
        /// The dividing entry is applied, and nothing more is written to the child's range.
        APPLIED,
        /// The child's store has the files of its parent's.
        COPIED,
        /// The child's store is the child's, durably.
        SEEDED,
        /// The child's group runs here.
        FOUNDED,
        /// The parent's store no longer has what is the child's, and knows that it is over.
        CLEARED
    }
}
