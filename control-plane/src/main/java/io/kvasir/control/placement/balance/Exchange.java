package io.kvasir.control.placement.balance;

import io.kvasir.control.placement.plan.Overview.Seen;
import org.jspecify.annotations.Nullable;

/// What one node gives another, and gets from it in return, so that the two come nearer in load.
///
/// @param to the node that is given to
/// @param returned null: nothing
/// @param gain by how much the sum of the squares of all nodes' loads falls, halved
record Exchange<N>(N to, Seen given, @Nullable Seen returned, double gain) {
    /// It fills at most so much of the gap between two nodes: loads waver, and what filled all of
    /// it might soon go back.
    private static final double GAP_SHARE_MAX = 0.75;

    /// Less is not worth the while; 1: what a partition would be divided for.
    private static final double MOVED_MIN = 0.1;

    /// Above the mean by both, a node has too much to do.
    private static final double SURPLUS = 1.25;

    private static final double SURPLUS_MIN = 0.5;

    /// The load above which a node gives away.
    static double most(double mean) {
        return Math.max(mean * SURPLUS, mean + SURPLUS_MIN);
    }

    /// What it brings that so much load goes over to a node with so much less; 0: nothing, or not
    /// enough.
    static double gain(double moved, double gap) {
        return moved >= MOVED_MIN && moved <= gap * GAP_SHARE_MAX ? moved * (gap - moved) : 0;
    }

    static boolean isBetter(double gain, @Nullable Exchange<?> known) {
        return gain > (known == null ? 0 : known.gain());
    }
}
