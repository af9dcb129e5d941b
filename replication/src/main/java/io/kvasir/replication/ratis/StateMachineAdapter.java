package io.kvasir.replication.ratis;

import io.kvasir.model.Bytes;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.Outcome;
import io.kvasir.replication.ReplicationMetrics;
import io.kvasir.replication.StateMachine;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/// What Ratis takes for a state machine: passes committed entries, in order and one at a time, to
/// ours, and Ratis's events to those whom they concern. Apply is synchronous and never fails; what
/// throws there ends the process.
final class StateMachineAdapter extends BaseStateMachine implements SnapshotInstaller.Target {
    private static final CompletableFuture<Message> NOTHING =
            CompletableFuture.completedFuture(Message.EMPTY);
    private static final long GATE_POLL_MILLIS = 100;

    /// What the replica's other parts want to hear. None of it may block.
    interface Listener {
        void opened(RaftServer.Division division);

        /// Everything up to here went through the state machine.
        void applied(LogPosition position);

        void leadershipLost();

        /// A copy is about to be put in place.
        void installing();

        /// A copy up to here is in place.
        void replaced(LogPosition position);

        /// Ratis stopped the replica. `failed`: after a failure that has been told of already.
        void stopped(boolean failed);
    }

    private final GroupId group;
    private final StateMachine state;
    private final ByteString client;
    private final PendingAppends pending;
    private final LeadershipTracker leadership;
    private final FollowerTaps followers;
    private final FlushSchedule flush;
    private final SnapshotInstaller installer;
    private final Listener listener;
    private final FatalHandler fatal;
    private final ReplicationMetrics metrics;

    /// Held while an entry is applied and while the state is replaced.
    private final ReentrantLock gate = new ReentrantLock();

    private volatile LogPosition applied;

    /// A copy is in place and Ratis has not taken notice: what it still applies belongs to the
    /// past.
    private volatile boolean replaced;

    private volatile long replacedNanos;
    private volatile boolean paused;
    private volatile boolean closing;
    private volatile boolean failed;
    private volatile RaftServer.@Nullable Division division;

    // Of the apply thread.
    private long configurationTerm;
    private long readyTerm;
    private long snapshotIndex;

    StateMachineAdapter(
            GroupId group,
            StateMachine state,
            ByteString client,
            PendingAppends pending,
            LeadershipTracker leadership,
            FollowerTaps followers,
            FlushSchedule flush,
            SnapshotInstaller installer,
            Listener listener,
            FatalHandler fatal,
            ReplicationMetrics metrics) {
        this.group = group;
        this.state = state;
        this.client = client;
        this.pending = pending;
        this.leadership = leadership;
        this.followers = followers;
        this.flush = flush;
        this.installer = installer;
        this.listener = listener;
        this.fatal = fatal;
        this.metrics = metrics;
        this.applied = state.durablePosition();
        this.snapshotIndex = flush.durableIndex();
    }

    @Override
    public GroupId group() {
        return group;
    }

    FollowerTaps followers() {
        return followers;
    }

    LogPosition applied() {
        return applied;
    }

    /// Since when a copy waits for Ratis to go on from it; 0 where none does.
    long replacedNanos() {
        return replaced ? replacedNanos : 0;
    }

    void closing() {
        closing = true;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId id, RaftStorage storage)
            throws IOException {
        super.initialize(server, id, storage);
        RaftServer.Division own = server.getDivision(id);
        division = own;
        listener.opened(own);
    }

    // --- appending

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
        TransactionContext context =
                TransactionContext.newBuilder()
                        .setStateMachine(this)
                        .setClientRequest(request)
                        .build();
        PendingAppends.Append append =
                request.getClientId().toByteString().equals(client)
                        ? pending.find(request.getCallId())
                        : null;
        if (append == null) {
            context.setException(new IOException("only the replica's own process appends"));
        } else {
            context.setStateMachineContext(append);
        }
        return context;
    }

    /// Under the log's lock, right before the entry gets its index. Must not throw: Ratis would
    /// lose a permit each time.
    @Override
    public TransactionContext preAppendTransaction(TransactionContext context) {
        RaftServer.Division own = division;
        if (own != null
                && context.getStateMachineContext() instanceof PendingAppends.Append append) {
            append.handedOver(own.getInfo().getCurrentTerm());
        }
        return context;
    }

    // --- applying

    @Override
    public TermIndex getLastAppliedTermIndex() {
        LogPosition position = applied;
        return position.term() == 0
                ? TermIndex.INITIAL_VALUE
                : TermIndex.valueOf(position.term(), position.index());
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext context) {
        LogEntryProto entry = context.getLogEntry();
        StateMachineLogEntryProto body = entry.getStateMachineLogEntry();
        LogPosition position = new LogPosition(entry.getTerm(), entry.getIndex());
        byte[] bytes = EntryBytes.of(body.getLogData());
        Outcome outcome;
        if (!enter()) {
            return NOTHING;
        }
        try {
            if (replaced || failed) {
                return NOTHING;
            }
            expect(position);
            long begun = System.nanoTime();
            outcome = state.apply(position, Bytes.ofOwned(bytes));
            applied = position;
            metrics.entryApplied(group, bytes.length, System.nanoTime() - begun);
        } catch (RuntimeException | Error e) {
            broken("applying " + position, e);
            return NOTHING;
        } finally {
            gate.unlock();
        }
        if (body.getClientId().equals(client)) {
            pending.applied(body.getCallId(), position, outcome);
        }
        advanced(position, bytes.length);
        return NOTHING;
    }

    /// A committed entry that is not ours.
    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        LogPosition position = new LogPosition(term, index);
        if (!enter()) {
            return;
        }
        try {
            if (replaced || failed) {
                return;
            }
            if (index > 0) {
                expect(position);
                state.skip(position);
            }
            applied = position;
        } catch (RuntimeException | Error e) {
            broken("skipping " + position, e);
            return;
        } finally {
            gate.unlock();
        }
        advanced(position, 0);
        if (readyTerm != 0) {
            leadership.ready(readyTerm);
            readyTerm = 0;
        }
    }

    private void advanced(LogPosition position, int entryBytes) {
        pending.reachedTerm(position.term());
        listener.applied(position);
        try {
            flush.applied(entryBytes);
        } catch (RuntimeException | Error e) {
            broken("flushing at " + position, e);
        }
    }

    private void expect(LogPosition position) {
        if (position.index() != applied.index() + 1) {
            throw new IllegalStateException(position + " came after " + applied);
        }
    }

    /// Waits while a copy is being put in place, but not past the end.
    ///
    /// @return false where the replica is closed; else the gate is held
    private boolean enter() {
        if (gate.tryLock()) {
            return true;
        }
        try {
            while (!gate.tryLock(GATE_POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (closing) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            broken("waiting to apply", e);
            return false;
        }
    }

    /// Nothing is applied any more. What Ratis's updater thread is thrown while the group closes
    /// has it spin for ever, and whoever closes wait for it: it is not told.
    private void broken(String doing, Throwable cause) {
        boolean first = !failed;
        failed = true;
        if (first && !closing) {
            fatal.fatal(group + ": " + doing + " failed", cause);
        }
    }

    // --- flushing and copies

    /// On the apply thread, when Ratis is asked to take a snapshot. What it returns Ratis may
    /// purge, and it must rise.
    @Override
    public long takeSnapshot() {
        try {
            flush.start();
        } catch (RuntimeException | Error e) {
            broken("flushing", e);
            return RaftLog.INVALID_LOG_INDEX;
        }
        long index = Math.min(flush.durableIndex(), followers.heldFrom(System.nanoTime()) - 1);
        if (index <= snapshotIndex) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        snapshotIndex = index;
        return index;
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return flush.durable();
    }

    @Override
    public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(
            RoleInfoProto role, TermIndex first) {
        // The leader's log is whole: what is missing comes through it.
        if (first.getIndex() <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        RaftPeerProto leader = role.getFollowerInfo().getLeaderInfo().getId();
        if (leader.getId().isEmpty()) {
            return CompletableFuture.failedFuture(
                    new IOException("the leader to copy from is not known yet"));
        }
        Member source =
                new Member(
                        RatisNames.replica(RaftPeerId.valueOf(leader.getId())),
                        leader.getAddress());
        return installer.install(
                this, source, new LogPosition(first.getTerm(), first.getIndex() - 1));
    }

    @Override
    public LogPosition install(Member source, LogPosition atLeast)
            throws IOException, InterruptedException {
        gate.lockInterruptibly();
        LogPosition position;
        try {
            listener.installing();
            position = state.install(source, atLeast);
            replaced = true;
            replacedNanos = System.nanoTime();
            applied = position;
            flush.replaced(position);
            listener.replaced(position);
        } finally {
            gate.unlock();
        }
        pending.replaced();
        listener.applied(position);
        return position;
    }

    @Override
    public LifeCycle.State getLifeCycleState() {
        return paused ? LifeCycle.State.PAUSED : LifeCycle.State.RUNNING;
    }

    @Override
    public void pause() {
        paused = true;
    }

    /// On the apply thread: Ratis goes on from the copy.
    @Override
    public void reinitialize() {
        snapshotIndex = flush.durableIndex();
        replaced = false;
        paused = false;
    }

    // --- events

    @Override
    public void notifyConfigurationChanged(
            long term, long index, RaftConfigurationProto configuration) {
        configurationTerm = term;
    }

    /// Told on only after the entry that brought it has been skipped: by then all is applied.
    @Override
    public void notifyLeaderReady() {
        readyTerm = configurationTerm;
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> entries) {
        leadership.lost();
        listener.leadershipLost();
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId self, RaftPeerId leader) {
        RaftServer.Division own = division;
        if (own != null) {
            leadership.known(own.getInfo().getCurrentTerm(), RatisNames.replica(leader));
        }
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        failed = true;
        fatal.fatal(group + ": writing the log failed", cause);
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean wholeServer) {
        if (wholeServer && !closing) {
            failed = true;
            fatal.fatal(
                    group + ": Ratis closed the server, as it does after a long pause",
                    new IllegalStateException("server closed"));
        }
    }

    /// Ratis's updater has ended.
    @Override
    public void close() {
        listener.stopped(failed);
    }
}
