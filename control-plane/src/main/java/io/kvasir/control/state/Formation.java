package io.kvasir.control.state;

/// How far the group of a partition is from its beginning. Never goes back.
public enum Formation {
    /// No leader has reported the formed group yet: nothing about it may change.
    PENDING,

    /// Formed, and its members are the founders still. One that never made its replica, for it was
    /// down or killed, makes it as a founder, whose vote counts at once: it has promised nothing
    /// that it could have forgotten.
    FOUNDERS,

    /// Its members or its range have been changed, or it was split off. A missing replica begins as
    /// nobody's member, for it may have been one before, and its vote be missing where it was
    /// given.
    CHANGED;

    /// Whether a missing replica starts with all of the partition's as its members.
    public boolean startsFounders() {
        return this != CHANGED;
    }
}
