package io.kvasir.node.replica;

import io.kvasir.model.partition.PartitionId;

/// Told of each step of a move as it is reached: where tests stop nodes. Must be quick, and is
/// nothing in a server.
@FunctionalInterface
public interface MoveSteps {
    MoveSteps NONE = (step, partition) -> {};

    /// On the thread that takes the step, before what follows it.
    void reached(Step step, PartitionId partition);

    /// The steps, in order. The new replica's node takes the first two and those of the copy, the
    /// old one's node the last three, the leader the others.
    enum Step {
        /// The new replica's store is there, its log is not.
        STORED,
        /// It runs, and waits for its leader to add it.
        JOINED,
        /// The leader is about to add it.
        ADDING,
        /// Some of the copy has come, but not all.
        COPYING,
        /// All of the copy has come, and is not in its place.
        COPIED,
        /// The copy is in its place, and the log does not know it yet.
        INSTALLED,
        /// The group has the new member, and the old one still.
        ADDED,
        /// The leader that is to leave is about to hand its leadership over.
        HANDING,
        /// It has.
        HANDED,
        /// The leader is about to take the old one out.
        REMOVING,
        /// The group is without the old one.
        REMOVED,
        /// The old one's node is about to let it go.
        LEAVING,
        /// Its log is gone, its store is not.
        UNLOGGED,
        /// Nothing is left of it.
        LEFT
    }
}
