package io.kvasir.replication.ratis;

import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicatedLog.MembershipResult;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.RaftServerProtocol;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.util.ProtoUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Orders to Ratis about one group. Ratis may take its locks for them, so they never run on the
/// thread that gives them.
final class GroupOrders {
    private static final Logger LOG = LoggerFactory.getLogger(GroupOrders.class);

    /// A leader that goes on sending repeats its call to install within milliseconds.
    private static final long RESUME_WAIT_NANOS = 3_000_000_000L;

    /// A copy that is pulled for longer begins again under the next leader, from what is there.
    private static final long CHANGE_SECONDS_MAX = 60;

    private final RaftGroupId group;
    private final ServerContext context;
    private final RaftPeerId self;
    private final AtomicBoolean steppingDown = new AtomicBoolean();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final AtomicBoolean resuming = new AtomicBoolean();
    private final AtomicInteger transfers = new AtomicInteger();

    /// When the last transfer ended.
    private volatile long transferredNanos = System.nanoTime();

    GroupOrders(RaftGroupId group, ServerContext context) {
        this.group = group;
        this.context = context;
        this.self = context.self();
    }

    /// Compares with the configuration seen here, so that of two changes one is refused.
    CompletableFuture<MembershipResult> changeMembers(
            RaftConfiguration seen, List<Member> members) {
        if (!seen.getPreviousPeers().isEmpty()) {
            return CompletableFuture.completedFuture(
                    new MembershipResult.NotDone("another change is under way"));
        }
        List<RaftPeer> current = List.copyOf(seen.getCurrentPeers());
        SetConfigurationRequest request =
                new SetConfigurationRequest(
                        context.client(),
                        self,
                        group,
                        context.callIds().incrementAndGet(),
                        SetConfigurationRequest.Arguments.newBuilder()
                                .setServersInCurrentConf(current)
                                .setServersInNewConf(RatisNames.peers(members))
                                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                                .build());
        return unlessItHangs(
                membership(() -> reply(() -> context.server().setConfigurationAsync(request))));
    }

    /// Ratis waits without end for a new peer that answers but does not catch up, and takes no
    /// other change meanwhile. What it waits for is in no log: the next leader begins anew.
    private CompletableFuture<MembershipResult> unlessItHangs(
            CompletableFuture<MembershipResult> change) {
        CompletableFuture<MembershipResult> bounded = new CompletableFuture<>();
        var _ = change.thenAccept(bounded::complete);
        var _ =
                change.copy()
                        .orTimeout(CHANGE_SECONDS_MAX, TimeUnit.SECONDS)
                        .exceptionally(late -> {
                            LOG.warn(
                                    "{}: a change of members hangs since {} s; stepping down",
                                    group,
                                    CHANGE_SECONDS_MAX);
                            stepDown();
                            MembershipResult hangs = new MembershipResult.NotDone("it hangs");
                            bounded.complete(hangs);
                            return hangs;
                        });
        return bounded;
    }

    CompletableFuture<MembershipResult> transferLeadership(ReplicaId to) {
        transfers.incrementAndGet();
        CompletableFuture<MembershipResult> transfer =
                membership(() -> reply(() -> context.server().transferLeadershipAsync(leader(to))));
        return transfer.whenComplete((_, _) -> {
            transferredNanos = System.nanoTime();
            transfers.decrementAndGet();
        });
    }

    private TransferLeadershipRequest leader(@Nullable ReplicaId to) {
        return new TransferLeadershipRequest(
                context.client(),
                self,
                group,
                context.callIds().incrementAndGet(),
                to == null ? null : RatisNames.peer(to),
                // Until it is done or given up, Ratis refuses writes.
                context.config().electionTimeoutMin().toMillis());
    }

    /// To be told when Ratis refuses an append because it hands leadership over. It does not stop
    /// doing so after a transfer that fails as it begins, as when the follower's address refuses
    /// the connection at once: only another leadership ends that.
    void refusedForTransfer(long nowNanos) {
        if (transfers.get() == 0
                && !steppingDown.get()
                && nowNanos - transferredNanos > context.config().electionTimeoutMin().toNanos()) {
            LOG.warn("{}: refuses appends for a transfer that is over; stepping down", group);
            stepDown();
        }
    }

    void stepDown() {
        once(
                steppingDown,
                "stepping down",
                () -> reply(() -> context.server().transferLeadershipAsync(leader(null))));
    }

    /// Has the apply thread flush, by way of Ratis's order to take a snapshot.
    void flush() {
        once(
                flushing,
                "flushing",
                () ->
                        reply(() ->
                                context.server()
                                        .snapshotManagementAsync(
                                                SnapshotManagementRequest.newCreate(
                                                        context.client(),
                                                        self,
                                                        group,
                                                        context.callIds().incrementAndGet(),
                                                        10_000,
                                                        1))));
    }

    /// Ratis goes on from an installed copy only when a leader calls to install again. A new leader
    /// whose log reaches further back never does, and would be answered "installing" for ever: so
    /// after a while the call is made here, in the name of the leader that is known.
    void resumeAfterCopy(RaftServer.Division division, long installedNanos, long nowNanos) {
        if (installedNanos == 0 || nowNanos - installedNanos < RESUME_WAIT_NANOS) {
            return;
        }
        RaftPeerId leader = division.getInfo().getLeaderId();
        TermIndex copied = division.getStateMachine().getLastAppliedTermIndex();
        if (leader == null || leader.equals(self)) {
            return;
        }
        RaftRpcRequestProto header =
                RaftRpcRequestProto.newBuilder()
                        .setRequestorId(leader.toByteString())
                        .setReplyId(self.toByteString())
                        .setRaftGroupId(ProtoUtils.toRaftGroupIdProtoBuilder(group))
                        .setCallId(context.callIds().incrementAndGet())
                        .build();
        InstallSnapshotRequestProto call =
                InstallSnapshotRequestProto.newBuilder()
                        .setServerRequest(header)
                        .setLeaderTerm(division.getInfo().getCurrentTerm())
                        .setNotification(
                                InstallSnapshotRequestProto.NotificationProto.newBuilder()
                                        .setFirstAvailableTermIndex(
                                                TermIndex.valueOf(
                                                                copied.getTerm(),
                                                                copied.getIndex() + 1)
                                                        .toProto()))
                        .build();
        once(
                resuming,
                "resuming after a copy",
                () -> {
                    ((RaftServerProtocol) division).installSnapshot(call);
                    return null;
                });
    }

    /// An order that throws, as Ratis words some refusals.
    @FunctionalInterface
    private interface Order {
        @Nullable RaftClientReply give() throws IOException;
    }

    @FunctionalInterface
    private interface Submission {
        CompletableFuture<RaftClientReply> submit() throws IOException;
    }

    private @Nullable RaftClientReply reply(Submission order) throws IOException {
        try {
            return order.submit().join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause() == null ? e : e.getCause());
        }
    }

    private CompletableFuture<MembershipResult> membership(Order order) {
        CompletableFuture<MembershipResult> done = new CompletableFuture<>();
        run(
                () -> {
                    MembershipResult result;
                    try {
                        RaftClientReply reply = order.give();
                        result =
                                reply != null && reply.isSuccess()
                                        ? new MembershipResult.Done()
                                        : new MembershipResult.NotDone(
                                                reply == null
                                                        ? "no reply"
                                                        : String.valueOf(reply.getException()));
                    } catch (IOException | RuntimeException e) {
                        result = new MembershipResult.NotDone(e.toString());
                    }
                    done.complete(result);
                },
                () -> done.complete(new MembershipResult.NotDone("the server is closed")));
        return done;
    }

    private void once(AtomicBoolean running, String what, Order order) {
        if (!running.compareAndSet(false, true)) {
            return;
        }
        run(
                () -> {
                    try {
                        RaftClientReply reply = order.give();
                        if (reply != null && !reply.isSuccess()) {
                            LOG.info("{}: {}: {}", group, what, reply.getException());
                        }
                    } catch (IOException | RuntimeException e) {
                        LOG.warn("{}: {} failed", group, what, e);
                    } finally {
                        running.set(false);
                    }
                },
                () -> running.set(false));
    }

    private void run(Runnable order, Runnable rejected) {
        try {
            context.blocking().execute(order);
        } catch (RejectedExecutionException e) {
            rejected.run();
        }
    }
}
