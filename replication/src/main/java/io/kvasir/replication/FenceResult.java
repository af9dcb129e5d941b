package io.kvasir.replication;

/// How a read fence ended.
public sealed interface FenceResult {
    /// This replica was the leader at some moment after the call, and has applied all that was
    /// committed by then.
    record Passed(long appliedIndex) implements FenceResult {}

    /// Leadership could not be confirmed: read elsewhere.
    record Failed(String reason) implements FenceResult {}
}
