package io.kvasir.replication.ratis;

import io.kvasir.replication.ReplicaStatus.LeaderProgress;
import java.util.Optional;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.jspecify.annotations.Nullable;

/// What a follower knows of its leader's progress, from each request as it comes in. Ratis keeps
/// the time of the last request and a commit index apart, and the latter capped by the follower's
/// own log: a follower that catches up would pass for a fresh one.
final class HeardLeader {
    private volatile @Nullable Heard last;

    private record Heard(long atNanos, long term, long commitIndex) {}

    /// @param currentTerm of this replica, read after the request came: a leader of a lower term
    ///   may have a successor that this replica has voted for
    void note(AppendEntriesRequestProto request, long currentTerm, long nowNanos) {
        if (request.getLeaderTerm() >= currentTerm) {
            last = new Heard(nowNanos, request.getLeaderTerm(), request.getLeaderCommit());
        }
    }

    /// @param currentTerm nothing is known of its leader before that was heard
    Optional<LeaderProgress> since(long currentTerm, long nowNanos) {
        Heard heard = last;
        return heard == null || heard.term() != currentTerm
                ? Optional.empty()
                : Optional.of(
                        new LeaderProgress(
                                Math.max(0, nowNanos - heard.atNanos()),
                                heard.term(),
                                Math.max(0, heard.commitIndex())));
    }
}
