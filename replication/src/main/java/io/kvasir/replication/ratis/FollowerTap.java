package io.kvasir.replication.ratis;

import java.util.ArrayDeque;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;

/// Between one log appender and its leadership: notes in which fence round each request was made,
/// and when and to which round the follower answered. One appender has one tap; a restarted
/// appender is another one, with call ids of its own.
final class FollowerTap implements LeaderState {
    /// Rounds remembered for requests without an answer. Forgetting one only loses its answer.
    private static final int ROUNDS_MAX = 1024;

    /// A follower that has been called to install keeps the log from being purged for so long after
    /// the last call.
    private static final long INSTALL_HOLD_NANOS = 60_000_000_000L;

    /// Ratis counts an appender's calls from 0.
    static final long HEARTBEAT_CALL = Long.MAX_VALUE;

    private record SentRound(long firstCallId, long round) {}

    private final LeaderState leadership;
    private final FollowerInfo follower;
    private final FollowerTaps taps;
    private final ArrayDeque<SentRound> sent = new ArrayDeque<>();
    private volatile @Nullable TappedLogAppender appender;
    private volatile long sentRound = -1;
    private volatile long ackedRound = -1;
    private volatile long contactNanos;
    private volatile boolean heartbeatPending;
    private volatile long installFirst = Long.MAX_VALUE;
    private volatile long installCalledNanos;

    FollowerTap(LeaderState leadership, FollowerInfo follower, FollowerTaps taps, long nowNanos) {
        this.leadership = leadership;
        this.follower = follower;
        this.taps = taps;
        this.contactNanos = nowNanos;
    }

    void attach(TappedLogAppender owner) {
        appender = owner;
    }

    @Nullable TappedLogAppender appender() {
        return appender;
    }

    RaftPeerId peer() {
        return follower.getId();
    }

    LeaderState leadership() {
        return leadership;
    }

    /// The highest round in which a request was made that the follower has answered.
    long ackedRound() {
        return ackedRound;
    }

    /// When the follower last answered; when this tap was made, before it ever did.
    long contactNanos() {
        return contactNanos;
    }

    long matchIndex() {
        return follower.getMatchIndex();
    }

    /// Makes the appender send now, unless a request of this round is already on its way.
    void demand(long round, boolean again) {
        LogAppender running = appender;
        if (running != null && ackedRound < round && (again || sentRound < round)) {
            running.triggerHeartbeat();
        }
    }

    void installCalled(long firstIndex, long nowNanos) {
        installFirst = Math.min(installFirst, firstIndex);
        installCalledNanos = nowNanos;
    }

    /// The first index that an installing follower is going to ask for, or `Long.MAX_VALUE`.
    long heldFrom(long nowNanos) {
        long first = installFirst;
        if (first != Long.MAX_VALUE
                && (follower.getMatchIndex() >= first
                        || nowNanos - installCalledNanos > INSTALL_HOLD_NANOS)) {
            installFirst = Long.MAX_VALUE;
            return Long.MAX_VALUE;
        }
        return first;
    }

    void closed() {
        taps.remove(this);
    }

    /// Whether the follower still owes an answer: to what a fence has asked of it, or to a
    /// heartbeat made here since it last answered anything.
    boolean awaitsAnswer() {
        return heartbeatPending || ackedRound < sentRound;
    }

    /// Apart from the appender's own requests: it has no call id of theirs, and its answer confirms
    /// no fence.
    AppendEntriesRequestProto newHeartbeat(TermIndex last) {
        heartbeatPending = true;
        return leadership.newAppendEntriesRequestProto(follower, List.of(), last, HEARTBEAT_CALL);
    }

    void heartbeatTaken(long followerCommit) {
        heartbeatPending = false;
        contactNanos = System.nanoTime();
        leadership.onFollowerCommitIndex(follower, followerCommit);
    }

    @Override
    public AppendEntriesRequestProto newAppendEntriesRequestProto(
            FollowerInfo to, List<LogEntryProto> entries, TermIndex previous, long callId) {
        long round = taps.round();
        synchronized (sent) {
            if (sentRound < round) {
                sent.addLast(new SentRound(callId, round));
                sentRound = round;
                if (sent.size() > ROUNDS_MAX) {
                    sent.removeFirst();
                }
            }
        }
        return leadership.newAppendEntriesRequestProto(to, entries, previous, callId);
    }

    @Override
    public void onAppendEntriesReply(LogAppender from, AppendEntriesReplyProto reply) {
        leadership.onAppendEntriesReply(from, reply);
        AppendResult result = reply.getResult();
        // INCONSISTENCY speaks of logs: the follower has taken this leader of this term as its own.
        if (result == AppendResult.SUCCESS || result == AppendResult.INCONSISTENCY) {
            contactNanos = System.nanoTime();
            heartbeatPending = false;
            acked(reply.getServerReply().getCallId());
            taps.answered(this);
        }
    }

    private void acked(long callId) {
        synchronized (sent) {
            SentRound reached = null;
            while (!sent.isEmpty() && sent.getFirst().firstCallId() <= callId) {
                reached = sent.removeFirst();
            }
            if (reached != null) {
                ackedRound = Math.max(ackedRound, reached.round());
            }
        }
    }

    @Override
    public void restart(LogAppender stopped) {
        leadership.restart(stopped);
    }

    @Override
    public void checkHealth(FollowerInfo of) {
        leadership.checkHealth(of);
    }

    @Override
    public boolean onFollowerTerm(FollowerInfo from, long followerTerm) {
        return leadership.onFollowerTerm(from, followerTerm);
    }

    @Override
    public void onFollowerCommitIndex(FollowerInfo from, long commitIndex) {
        leadership.onFollowerCommitIndex(from, commitIndex);
    }

    @Override
    public void onFollowerSuccessAppendEntries(FollowerInfo from) {
        leadership.onFollowerSuccessAppendEntries(from);
    }

    @Override
    public boolean isFollowerBootstrapping(FollowerInfo of) {
        return leadership.isFollowerBootstrapping(of);
    }
}
