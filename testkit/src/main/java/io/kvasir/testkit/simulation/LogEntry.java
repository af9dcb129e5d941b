package io.kvasir.testkit.simulation;

import io.kvasir.model.Bytes;

/// What a log index holds.
sealed interface LogEntry {
    long term();

    /// An entry of the state machine's.
    record Command(long term, Bytes payload) implements LogEntry {}

    /// A change of members; also a leader's first entry, which restates them.
    record Reconfiguration(long term, Configuration configuration) implements LogEntry {}
}
