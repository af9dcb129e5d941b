package io.kvasir.client;

/// What a read may miss.
public enum Consistency {
    /// Any replica answers, at or after the session where one is given; the reply states how stale
    /// it can be.
    EVENTUAL,
    /// Linearizable: every write acknowledged before the read began is in it.
    STRONG
}
