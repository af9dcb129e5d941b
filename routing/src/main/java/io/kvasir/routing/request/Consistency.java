package io.kvasir.routing.request;

/// What a read may miss.
public enum Consistency {
    /// Any replica answers; the reply states how stale it can be.
    EVENTUAL,
    /// Linearizable: the leader answers, behind a read fence.
    STRONG
}
