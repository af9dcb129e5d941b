package io.kvasir.replication;

/// How far a follower is, as its leader knows.
///
/// @param matchIndex up to which its log is known to match
/// @param silentNanos since it answered last; before it ever did, since the leader began to send
public record FollowerProgress(long matchIndex, long silentNanos) {}
