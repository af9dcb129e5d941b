package io.kvasir.replication.ratis;

import static io.kvasir.replication.ratis.TestCluster.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kvasir.replication.AppendResult;
import io.kvasir.replication.LogPosition;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.impl.StalledExecutor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.util.CodeInjectionForTesting;
import org.apache.ratis.util.ProtoUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Ratis alone gets wrong where a vote comes while entries are on their way into the log.
final class VoteDuringAppendTest {
    @TempDir Path root;

    /// The entry would be committed by this follower's acknowledgement, and the leader that its
    /// vote elects would not have it.
    @Test
    void aFollowerThatVotesForALogWithoutAnEntryDoesNotAcknowledgeItAfterwards() throws Exception {
        try (TestCluster cluster = TestCluster.of(3, root)) {
            cluster.write("before");
            cluster.awaitConverged();
            TestCluster.Node leader = cluster.leader();
            TestCluster.Node candidate = cluster.except(leader).getFirst();
            TestCluster.Node voter = cluster.except(leader).getLast();
            cluster.cut(leader, candidate);
            LogPosition last = voter.state.position();
            StalledExecutor stalled =
                    StalledExecutor.of(
                            voter.server.server.getDivision(RatisNames.group(cluster.group)));

            CompletableFuture<AppendResult> append = leader.log.append(bytes("entry"));
            await().atMost(TestCluster.LONG).until(stalled::holdsSomething);
            boolean voted = vote(cluster, candidate, voter, last);
            stalled.release();

            boolean acknowledged = TestCluster.result(append) instanceof AppendResult.Committed;
            assertThat(voted && acknowledged).as("voted, and acknowledged").isFalse();
            TestCluster.heal();
            cluster.write("after");
            cluster.awaitConverged();
            assertThat(cluster.leader().state.texts().contains("entry")).isEqualTo(acknowledged);
        }
    }

    @Test
    void noVoteIsDecidedWhileEntriesAreBeingPutIntoTheLog() throws Exception {
        String put = "RaftServerImpl.appendEntries.logComplete";
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (TestCluster cluster = TestCluster.of(3, root)) {
            cluster.write("before");
            cluster.awaitConverged();
            TestCluster.Node leader = cluster.leader();
            TestCluster.Node candidate = cluster.except(leader).getFirst();
            TestCluster.Node voter = cluster.except(leader).getLast();
            LogPosition last = voter.state.position();
            CodeInjectionForTesting.put(
                    put,
                    (local, _, _) -> {
                        if (RatisNames.peer(voter.id).equals(local)) {
                            inside.countDown();
                            awaited(go);
                        }
                        return false;
                    });
            CompletableFuture<AppendResult> append = leader.log.append(bytes("entry"));
            awaited(inside);
            assertThatThrownBy(() -> vote(cluster, candidate, voter, last))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            busy ->
                                    assertThat(busy.getStatus().getCode())
                                            .isEqualTo(Status.Code.UNAVAILABLE));
            go.countDown();
            assertThat(TestCluster.result(append)).isInstanceOf(AppendResult.Committed.class);
        } finally {
            go.countDown();
            CodeInjectionForTesting.put(put, (_, _, _) -> false);
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(TestCluster.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean vote(
            TestCluster cluster,
            TestCluster.Node candidate,
            TestCluster.Node voter,
            LogPosition last)
            throws Exception {
        RaftServer from = candidate.server.server;
        RaftRpcRequestProto header =
                RaftRpcRequestProto.newBuilder()
                        .setRequestorId(RatisNames.peer(candidate.id).toByteString())
                        .setReplyId(RatisNames.peer(voter.id).toByteString())
                        .setRaftGroupId(
                                ProtoUtils.toRaftGroupIdProtoBuilder(
                                        RatisNames.group(cluster.group)))
                        .build();
        return from.getServerRpc()
                .requestVote(
                        RequestVoteRequestProto.newBuilder()
                                .setServerRequest(header)
                                .setCandidateTerm(last.term() + 1)
                                .setCandidateLastEntry(
                                        TermIndexProto.newBuilder()
                                                .setTerm(last.term())
                                                .setIndex(last.index()))
                                .build())
                .getServerReply()
                .getSuccess();
    }
}
