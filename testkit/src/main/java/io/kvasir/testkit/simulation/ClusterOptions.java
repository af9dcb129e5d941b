package io.kvasir.testkit.simulation;

import java.time.Duration;

/// How the simulated replicated log behaves. Delays are drawn evenly from zero to their maximum.
///
/// @param electionTimeout a follower that heard no leader for one to two of these stands for
///   election; a leader that no majority answered for two steps down
/// @param submitDelayMax between an append and its place in the leader's log: appends in flight
///   overtake each other
/// @param syncDelayMax until the leader's own log is durable; a crash before loses the entry
/// @param refusedShare of appends that are refused though the replica leads
/// @param unknownShare of appends whose result is unknown though they are appended
/// @param duplicatedShare of appends that reach the log twice
/// @param lostMessageShare of messages between replicas
/// @param flushInterval between calls of `StateMachine.flush`
/// @param preservedEntries kept in the log below the flushed position, for lagging followers
/// @param fenceConfirmed false breaks the read fence on purpose: it passes wherever the replica
///   believes that it leads
/// @param logSynced false breaks the log on purpose: an entry counts as held before it is durable
public record ClusterOptions(
        Duration electionTimeout,
        Duration heartbeatInterval,
        Duration messageDelayMax,
        Duration submitDelayMax,
        Duration syncDelayMax,
        Duration applyDelayMax,
        double refusedShare,
        double unknownShare,
        double duplicatedShare,
        double lostMessageShare,
        Duration flushInterval,
        int preservedEntries,
        int entryBytesMax,
        boolean fenceConfirmed,
        boolean logSynced) {
    public static final ClusterOptions DEFAULT =
            new ClusterOptions(
                    Duration.ofMillis(1_000),
                    Duration.ofMillis(250),
                    Duration.ofMillis(4),
                    Duration.ofMillis(1),
                    Duration.ofMillis(2),
                    Duration.ofMillis(1),
                    0.01,
                    0.005,
                    0,
                    0.005,
                    Duration.ofMillis(700),
                    20,
                    1 << 20,
                    true,
                    true);

    /// Nothing refused, lost or unknown: for tests of what should simply work.
    public ClusterOptions calm() {
        return new ClusterOptions(
                electionTimeout,
                heartbeatInterval,
                messageDelayMax,
                submitDelayMax,
                syncDelayMax,
                applyDelayMax,
                0,
                0,
                0,
                0,
                flushInterval,
                preservedEntries,
                entryBytesMax,
                fenceConfirmed,
                logSynced);
    }

    public ClusterOptions withAppendShares(double refused, double unknown, double duplicated) {
        return new ClusterOptions(
                electionTimeout,
                heartbeatInterval,
                messageDelayMax,
                submitDelayMax,
                syncDelayMax,
                applyDelayMax,
                refused,
                unknown,
                duplicated,
                lostMessageShare,
                flushInterval,
                preservedEntries,
                entryBytesMax,
                fenceConfirmed,
                logSynced);
    }

    /// How long an append may wait before it reaches the log; a leader may have lost and regained
    /// its leadership by then.
    public ClusterOptions withSubmitDelayMax(Duration delay) {
        return new ClusterOptions(
                electionTimeout,
                heartbeatInterval,
                messageDelayMax,
                delay,
                syncDelayMax,
                applyDelayMax,
                refusedShare,
                unknownShare,
                duplicatedShare,
                lostMessageShare,
                flushInterval,
                preservedEntries,
                entryBytesMax,
                fenceConfirmed,
                logSynced);
    }

    public ClusterOptions withFenceConfirmed(boolean confirmed) {
        return new ClusterOptions(
                electionTimeout,
                heartbeatInterval,
                messageDelayMax,
                submitDelayMax,
                syncDelayMax,
                applyDelayMax,
                refusedShare,
                unknownShare,
                duplicatedShare,
                lostMessageShare,
                flushInterval,
                preservedEntries,
                entryBytesMax,
                confirmed,
                logSynced);
    }

    public ClusterOptions withLogSynced(boolean synced) {
        return new ClusterOptions(
                electionTimeout,
                heartbeatInterval,
                messageDelayMax,
                submitDelayMax,
                syncDelayMax,
                applyDelayMax,
                refusedShare,
                unknownShare,
                duplicatedShare,
                lostMessageShare,
                flushInterval,
                preservedEntries,
                entryBytesMax,
                fenceConfirmed,
                synced);
    }

    /// How fast logs are purged: small values make followers that lag install a copy.
    public ClusterOptions withFlushes(Duration interval, int preserved) {
        return new ClusterOptions(
                electionTimeout,
                heartbeatInterval,
                messageDelayMax,
                submitDelayMax,
                syncDelayMax,
                applyDelayMax,
                refusedShare,
                unknownShare,
                duplicatedShare,
                lostMessageShare,
                interval,
                preserved,
                entryBytesMax,
                fenceConfirmed,
                logSynced);
    }
}
