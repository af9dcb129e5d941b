package io.kvasir.control.health;

/// What the leader makes of a node's silence.
public enum NodeHealth {
    /// Heard within the bound.
    ALIVE,
    /// Not heard, but this leader has not listened for long enough to judge.
    UNKNOWN,
    /// Silent for longer than the bound.
    DEAD
}
