package io.kvasir.replication;

/// How an append ended. Never an exception: every failure is one of these.
public sealed interface AppendResult {
    /// Committed on a majority and run through the local state machine.
    record Committed(LogPosition position, Outcome outcome) implements AppendResult {}

    /// Never appended to any log and never will be: nothing happened.
    record Refused(String reason) implements AppendResult {}

    /// Leadership was lost, or the wait ended, with the entry in the local log: it may still be
    /// committed.
    record Unknown(String reason) implements AppendResult {}
}
