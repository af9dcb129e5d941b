package io.kvasir.replication.ratis;

import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.AppendResult;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.FollowerProgress;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog;
import io.kvasir.replication.StateMachine;
import io.kvasir.replication.ratis.GroupFiles.Phase;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One replica of one group. Results come on threads of Ratis or of this server: whoever waits for
/// them must not block there.
final class RatisLog implements ReplicatedLog {
    private static final Logger LOG = LoggerFactory.getLogger(RatisLog.class);

    private final GroupId group;
    private final RaftGroupId raftGroup;
    private final ServerContext context;
    private final RaftPeerId self;
    private final PendingAppends pending;
    private final LeadershipTracker leadership;
    private final FollowerTaps followers;
    private final ReadFence fence;
    private final FlushSchedule flush;
    private final Watchdog watchdog;
    private final StateMachineAdapter adapter;
    private final SettledMembers members = new SettledMembers();
    private final GroupOrders orders;
    private volatile RaftServer.@Nullable Division division;
    private volatile boolean closing;
    private volatile boolean stopped;

    /// When a leader was known last; no longer ago than this log was opened.
    private volatile long leaderKnownNanos = System.nanoTime();

    /// Of the marking thread.
    private long marked;

    RatisLog(GroupId group, StateMachine state, ServerContext context) {
        RatisConfig config = context.config();
        this.group = group;
        this.raftGroup = RatisNames.group(group);
        this.context = context;
        this.self = context.self();
        this.pending = new PendingAppends(group, config.appendWait().toNanos(), context.metrics());
        this.leadership = new LeadershipTracker(config.self(), told -> tellLeadership(state, told));
        this.fence =
                new ReadFence(
                        group,
                        new LeaderView(),
                        config.electionTimeoutMax().toNanos(),
                        context.metrics());
        this.followers = new FollowerTaps(fence::round, () -> fence.advance(System.nanoTime()));
        this.flush =
                new FlushSchedule(
                        group,
                        state,
                        config.flush(),
                        _ -> context.blocking().execute(this::purge),
                        context.fatal(),
                        context.metrics());
        this.watchdog = new Watchdog(config.electionTimeoutMax().toNanos());
        this.orders = new GroupOrders(raftGroup, context);
        this.adapter =
                new StateMachineAdapter(
                        group,
                        state,
                        context.client().toByteString(),
                        pending,
                        leadership,
                        followers,
                        flush,
                        context.installer(),
                        new Events(),
                        context.fatal(),
                        context.metrics());
    }

    GroupId group() {
        return group;
    }

    StateMachineAdapter adapter() {
        return adapter;
    }

    FollowerTaps followers() {
        return followers;
    }

    private void tellLeadership(StateMachine state, Leadership told) {
        try {
            state.onLeadership(told);
        } catch (RuntimeException | Error e) {
            context.fatal().fatal(group + ": the state machine threw on " + told, e);
        }
    }

    // --- appends

    @Override
    public int entryBytesMax() {
        return context.config().entryBytesMax();
    }

    @Override
    public CompletableFuture<AppendResult> append(byte[] entry) {
        RaftServer.Division running = division;
        if (entry.length > entryBytesMax()) {
            return refused(entry.length + " bytes are more than " + entryBytesMax());
        }
        if (closing || stopped || running == null || !running.getInfo().isLeader()) {
            return refused("not the leader");
        }
        PendingAppends.Append append =
                pending.begin(context.callIds().incrementAndGet(), System.nanoTime());
        if (append == null) {
            return refused("too many appends are pending");
        }
        RaftClientRequest request =
                RaftClientRequest.newBuilder()
                        .setClientId(context.client())
                        .setServerId(self)
                        .setGroupId(raftGroup)
                        .setCallId(append.callId())
                        .setMessage(Message.valueOf(EntryBytes.wrap(entry)))
                        .setType(RaftClientRequest.writeRequestType())
                        .build();
        try {
            // The division's own method appends on this thread; the server's would change threads.
            var _ =
                    ((RaftClientAsynchronousProtocol) running)
                            .submitClientRequestAsync(request)
                            .whenComplete((reply, error) -> answered(append, reply, error));
        } catch (IOException | RuntimeException e) {
            pending.failed(append, reason(e), System.nanoTime());
        }
        return append.future();
    }

    private void answered(
            PendingAppends.Append append,
            @Nullable RaftClientReply reply,
            @Nullable Throwable error) {
        if (error != null) {
            pending.failed(append, reason(error), System.nanoTime());
        } else if (reply == null || !reply.isSuccess()) {
            if (reply != null && reply.getException() instanceof LeaderSteppingDownException) {
                orders.refusedForTransfer(System.nanoTime());
            }
            pending.failed(append, reply == null ? "no reply" : reason(reply), System.nanoTime());
        }
        // Of a success the state machine told when it applied the entry.
    }

    private static String reason(RaftClientReply reply) {
        return reply.getException() == null ? "not done" : reason(reply.getException());
    }

    private static String reason(Throwable error) {
        return error.getClass().getSimpleName() + ": " + error.getMessage();
    }

    private CompletableFuture<AppendResult> refused(String reason) {
        AppendResult result = new AppendResult.Refused(reason);
        context.metrics().appendEnded(group, result, 0);
        return CompletableFuture.completedFuture(result);
    }

    // --- reads and status

    @Override
    public CompletableFuture<FenceResult> readFence() {
        return fence.call(System.nanoTime());
    }

    @Override
    public Leadership leadership() {
        RaftServer.Division running = division;
        if (running == null || stopped) {
            return new Leadership(0, Optional.empty(), false);
        }
        DivisionInfo info = running.getInfo();
        long term = info.getCurrentTerm();
        Optional<ReplicaId> leader =
                Optional.ofNullable(info.getLeaderId()).map(RatisNames::replica);
        return new Leadership(term, leader, readyTerm(running) == term && term != 0);
    }

    private long readyTerm(RaftServer.Division running) {
        long term = leadership.readyTerm();
        DivisionInfo info = running.getInfo();
        return term != 0 && info.isLeader() && info.getCurrentTerm() == term ? term : 0;
    }

    @Override
    public ReplicaStatus status() {
        RaftServer.Division running = division;
        if (running == null || stopped) {
            return new ReplicaStatus(
                    leadership(),
                    ReplicaStatus.Role.STOPPED,
                    flush.durableIndex(),
                    adapter.applied().index(),
                    List.of(),
                    new LinkedHashMap<>(),
                    Long.MAX_VALUE);
        }
        RaftConfiguration configuration = running.getRaftConf();
        ReplicaStatus.Role role = role(running, configuration);
        SequencedMap<ReplicaId, FollowerProgress> progress = new LinkedHashMap<>();
        if (role == ReplicaStatus.Role.LEADER) {
            long now = System.nanoTime();
            followers
                    .live()
                    .forEach((peer, tap) ->
                            progress.put(
                                    RatisNames.replica(peer),
                                    new FollowerProgress(
                                            Math.max(0, tap.matchIndex()),
                                            now - tap.contactNanos())));
        }
        long committed = Math.max(0, running.getRaftLog().getLastCommittedIndex());
        return new ReplicaStatus(
                leadership(),
                role,
                committed,
                adapter.applied().index(),
                members.of(
                        configuration.getAllPeers(), configuration.getLogEntryIndex(), committed),
                progress,
                contactAge(running, role));
    }

    private ReplicaStatus.Role role(RaftServer.Division running, RaftConfiguration configuration) {
        if (configuration.getPeer(self) == null) {
            return ReplicaStatus.Role.LEARNER;
        }
        return switch (running.getInfo().getCurrentRole()) {
            case LEADER -> ReplicaStatus.Role.LEADER;
            case CANDIDATE -> ReplicaStatus.Role.CANDIDATE;
            case FOLLOWER -> ReplicaStatus.Role.FOLLOWER;
            default -> ReplicaStatus.Role.LEARNER;
        };
    }

    private long contactAge(RaftServer.Division running, ReplicaStatus.Role role) {
        return switch (role) {
            case LEADER -> silentNanos(running, System.nanoTime());
            case FOLLOWER ->
                    running.getInfo().getLeaderId() == null
                            ? System.nanoTime() - leaderKnownNanos
                            : TimeUnit.MILLISECONDS.toNanos(
                                    running.getInfo()
                                            .getRoleInfoProto()
                                            .getFollowerInfo()
                                            .getLeaderInfo()
                                            .getLastRpcElapsedTimeMs());
            case CANDIDATE -> System.nanoTime() - leaderKnownNanos;
            case LEARNER, STOPPED -> Long.MAX_VALUE;
        };
    }

    /// Of a leader: since a majority answered, or since it began to lead.
    private long silentNanos(RaftServer.Division running, long nowNanos) {
        // Nano times have no origin: compare ages, negated so that more is later.
        long latest =
                Quorum.reached(
                        running.getRaftConf(),
                        self,
                        peer -> followers.of(peer, tap -> tap.contactNanos() - nowNanos));
        return latest >= 0 ? 0 : latest == Long.MIN_VALUE ? Long.MAX_VALUE : -latest;
    }

    // --- orders

    @Override
    public CompletableFuture<MembershipResult> changeMembers(List<Member> members) {
        RaftServer.Division running = division;
        return running == null || stopped
                ? CompletableFuture.completedFuture(
                        new MembershipResult.NotDone("the replica is stopped"))
                : orders.changeMembers(running.getRaftConf(), List.copyOf(members));
    }

    @Override
    public CompletableFuture<MembershipResult> transferLeadership(ReplicaId to) {
        return orders.transferLeadership(to);
    }

    @Override
    public void campaign() {
        RaftServer.Division running = division;
        if (running != null && !stopped) {
            context.blocking().execute(new Campaign(raftGroup, context, running)::run);
        }
    }

    private void purge() {
        RaftServer.Division running = division;
        if (running == null || closing || stopped) {
            return;
        }
        long upTo = Math.min(flush.durableIndex(), followers.heldFrom(System.nanoTime()) - 1);
        if (upTo > 0) {
            try {
                var _ =
                        running.getRaftLog()
                                .purge(upTo)
                                .whenComplete((_, error) -> {
                                    if (error != null && !closing) {
                                        LOG.warn("{}: purging to {} failed", group, upTo, error);
                                    }
                                });
            } catch (RuntimeException e) {
                LOG.warn("{}: cannot purge to {}", group, upTo, e);
            }
        }
    }

    // --- time and end

    /// From the server's clock thread; blocks nowhere.
    void tick(long nowNanos) {
        RaftServer.Division running = division;
        if (running == null || closing || stopped) {
            return;
        }
        fence.tick(nowNanos);
        pending.tick(nowNanos);
        DivisionInfo info = running.getInfo();
        boolean leads = info.isLeader();
        if (leads || info.getLeaderId() != null) {
            leaderKnownNanos = nowNanos;
        }
        long silent = leads ? silentNanos(running, nowNanos) : 0;
        if (watchdog.stepsDown(leads ? info.getCurrentTerm() : 0, silent, nowNanos)) {
            LOG.warn("{}: no majority answered for {} ns; stepping down", group, silent);
            context.metrics().steppedDown(group, silent);
            orders.stepDown();
        }
        if (flush.isDue(nowNanos)) {
            orders.flush();
        }
        orders.resumeAfterCopy(running, adapter.replacedNanos(), nowNanos);
    }

    /// From a thread of its own, now and then: may wait for the disk.
    void mark() {
        RaftServer.Division running = division;
        if (running == null || closing || stopped) {
            return;
        }
        long committed = running.getRaftLog().getLastCommittedIndex();
        if (committed > marked) {
            try {
                context.files().mark(group, committed);
                marked = committed;
            } catch (IOException e) {
                LOG.warn("{}: cannot mark how far the log is committed", group, e);
            }
        }
    }

    void closing() {
        closing = true;
        adapter.closing();
    }

    /// After Ratis has closed it.
    void closed() {
        stopped = true;
        fence.fail("the replica was closed");
        pending.close();
    }

    private final class LeaderView implements ReadFence.Leader {
        @Override
        public long readyTerm() {
            RaftServer.Division running = division;
            return running == null || stopped ? 0 : RatisLog.this.readyTerm(running);
        }

        @Override
        public long commitIndex() {
            RaftServer.Division running = division;
            return running == null ? Long.MAX_VALUE : running.getRaftLog().getLastCommittedIndex();
        }

        @Override
        public long appliedIndex() {
            return adapter.applied().index();
        }

        @Override
        public long confirmedRound() {
            RaftServer.Division running = division;
            return running == null
                    ? Long.MIN_VALUE
                    : Quorum.reached(
                            running.getRaftConf(),
                            self,
                            peer -> followers.of(peer, FollowerTap::ackedRound));
        }

        @Override
        public void demand(long round, boolean again) {
            followers.demand(round, again);
        }
    }

    private final class Events implements StateMachineAdapter.Listener {
        @Override
        public void opened(RaftServer.Division opened) {
            division = opened;
        }

        @Override
        public void applied(LogPosition position) {
            fence.applied(position.index());
        }

        @Override
        public void leadershipLost() {
            followers.clear();
            fence.fail("leadership was lost");
        }

        @Override
        public void installing() {
            context.files().update(group, entry -> entry.with(entry.base(), Phase.INSTALLING));
        }

        @Override
        public void replaced(LogPosition position) {
            context.files().update(group, entry -> entry.with(position.index(), Phase.WHOLE));
        }

        @Override
        public void stopped(boolean failed) {
            RaftServer.Division running = division;
            boolean asked = closing || failed;
            stopped = true;
            fence.fail("the replica has stopped");
            if (!asked && running != null && !isRemoval(running)) {
                context.fatal()
                        .fatal(
                                group + ": Ratis stopped the replica by itself",
                                new IllegalStateException("division closed"));
            }
        }

        /// A replica that is no longer a member stops itself: a leader once the configuration
        /// without it is committed, another one when it is told so in answer to its candidacy.
        private boolean isRemoval(RaftServer.Division running) {
            return running.getRaftConf().getPeer(self) == null || running.getInfo().isCandidate();
        }
    }
}
