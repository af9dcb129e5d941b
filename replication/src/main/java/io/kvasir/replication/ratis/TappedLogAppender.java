package io.kvasir.replication.ratis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.util.AwaitForSignal;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/// Sends a leader's log to one follower. Adds to Ratis's: it is heard of when it stops, tells which
/// entries an installing follower needs next, does not repeat its call to install without rest, is
/// woken only for what there is to send, and lets a heartbeat go with those of other groups.
final class TappedLogAppender extends GrpcLogAppender {
    private static final long INSTALL_CALL_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);

    private final KeptSignal signal = new KeptSignal(this, 0);
    private final FollowerTap tap;
    private long installCalledNanos = System.nanoTime() - INSTALL_CALL_NANOS_MIN;

    TappedLogAppender(RaftServer.Division division, FollowerTap tap, FollowerInfo follower) {
        super(division, tap, follower);
        this.tap = tap;
    }

    @Override
    public AwaitForSignal getEventAwaitForSignal() {
        return signal;
    }

    /// Ratis wakes the sender for each reply and each commit too, of which it has nothing to send.
    @Override
    public void notifyLogAppender() {
        if (!hasNothingToSend()) {
            super.notifyLogAppender();
        }
    }

    private boolean hasNothingToSend() {
        try {
            return isRunning() && !shouldSendAppendEntries();
        } catch (IllegalStateException closing) {
            // The log is closed meanwhile.
            return false;
        }
    }

    RaftGroupId group() {
        return getServer().getGroup().getGroupId();
    }

    /// A heartbeat that is due within so long, to be sent at once. Only to a follower that has all
    /// of the log and owes no answer: a leader whose stream alone is broken must not stay in office
    /// by other heartbeats, and after one of these without an answer it is the stream's turn.
    ///
    /// @return null: there is none, or it is for the stream
    @Nullable AppendEntriesRequestProto takeHeartbeat(long aheadMillis) {
        try {
            if (!isRunning() || getHeartbeatWaitTimeMs() > aheadMillis || !isAtRest()) {
                return null;
            }
            TermIndex last = getPrevious(getFollower().getMatchIndex() + 1);
            if (last == null) {
                return null;
            }
            getFollower().updateLastRpcSendTime(true);
            return tap.newHeartbeat(last);
        } catch (IllegalStateException closing) {
            return null;
        }
    }

    private boolean isAtRest() {
        long next = getFollower().getMatchIndex() + 1;
        return next == getFollower().getNextIndex()
                && next == getRaftLog().getNextIndex()
                && !tap.awaitsAnswer()
                && !getLeaderState().isFollowerBootstrapping(getFollower());
    }

    /// To one that was taken.
    void heartbeatAnswered(AppendEntriesReplyProto reply) {
        getFollower().updateLastRpcResponseTime();
        switch (reply.getResult()) {
            case SUCCESS -> tap.heartbeatTaken(reply.getFollowerCommit());
            case NOT_LEADER -> onFollowerTerm(reply.getTerm());
            // What is wrong is found out by the stream, which keeps an order.
            default -> triggerHeartbeat();
        }
    }

    @Override
    public InstallSnapshotRequestProto newInstallSnapshotNotificationRequest(TermIndex first) {
        long rest = installCalledNanos + INSTALL_CALL_NANOS_MIN - System.nanoTime();
        if (rest > 0) {
            LockSupport.parkNanos(this, rest);
        }
        installCalledNanos = System.nanoTime();
        tap.installCalled(first.getIndex(), installCalledNanos);
        return super.newInstallSnapshotNotificationRequest(first);
    }

    @Override
    public CompletableFuture<LifeCycle.State> stopAsync() {
        tap.closed();
        return super.stopAsync();
    }
}
