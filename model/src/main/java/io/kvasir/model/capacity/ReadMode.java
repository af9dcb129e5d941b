package io.kvasir.model.capacity;

/// How a read was asked for; it sets what 4 KB of it cost.
public enum ReadMode {
    /// Half a unit.
    EVENTUAL,
    /// One unit.
    STRONG,
    /// Two units.
    TRANSACTIONAL
}
