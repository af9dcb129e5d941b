package io.kvasir.replication;

/// What the log reports of its own work; the server that stands on it registers the meters. Called
/// from hot paths: an implementation must neither block nor throw. Durations are nanoseconds.
public interface ReplicationMetrics {
    ReplicationMetrics NONE = new ReplicationMetrics() {};

    /// An append ended. For a refused one the duration is of the refusal.
    default void appendEnded(GroupId group, AppendResult result, long nanos) {}

    /// A read fence ended, one call each.
    default void fenceEnded(GroupId group, FenceResult result, long nanos) {}

    /// One confirmation round was started for so many calls.
    default void fenceRound(GroupId group, int calls) {}

    /// A server was sent the heartbeats of so many groups in one message.
    default void heartbeatsSent(int groups) {}

    /// One entry went through the state machine.
    default void entryApplied(GroupId group, int bytes, long nanos) {}

    /// The log's file was forced to disk once.
    default void logSynced(GroupId group, long nanos) {}

    /// A flush of the state machine became durable.
    default void flushed(GroupId group, long nanos) {}

    /// A copy of the state was pulled from another replica, or the attempt failed.
    default void installed(GroupId group, boolean done, long nanos) {}

    /// The watchdog made this leader step down: no majority had answered for so long.
    default void steppedDown(GroupId group, long silentNanos) {}
}
