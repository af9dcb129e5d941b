package io.kvasir.replication;

import io.kvasir.model.partition.ReplicaId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// One replica of a group, observed now.
///
/// @param members the group's configuration as this replica knows it; empty in a replica that no
///   leader reached yet
/// @param followers on the leader: how far each follower is; else empty
/// @param leaderContactAgeNanos since the leader was last heard, or, on the leader, since a
///   majority answered. Of a member that knows none: since it last knew one, or was opened
public record ReplicaStatus(
        Leadership leadership,
        Role role,
        long commitIndex,
        long appliedIndex,
        List<Member> members,
        SequencedMap<ReplicaId, FollowerProgress> followers,
        long leaderContactAgeNanos) {
    public enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE,
        /// In no known configuration yet: it receives its first copy.
        LEARNER,
        /// Not running.
        STOPPED
    }

    public ReplicaStatus {
        members = List.copyOf(members);
        followers =
                Collections.unmodifiableSequencedMap(
                        new LinkedHashMap<>((Map<ReplicaId, FollowerProgress>) followers));
    }
}
