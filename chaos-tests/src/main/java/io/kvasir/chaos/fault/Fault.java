package io.kvasir.chaos.fault;

import java.time.Duration;

/// One fault, aimed and not yet made.
///
/// @param target whom it hits, in words
/// @param lasts from the injection to the healing
record Fault(String target, Duration lasts, Act inject, Act heal) {
    /// Something done to the cluster.
    @FunctionalInterface
    interface Act {
        /// @return more to say of it for the log; empty: nothing
        String run() throws Exception;
    }
}
