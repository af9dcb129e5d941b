package io.kvasir.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.GroupListRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.proto.grpc.AdminProtocolServiceGrpc;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.apache.ratis.util.ProtoUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PeerGuardTest {
    @TempDir Path root;

    private static RaftRpcRequestProto to(TestCluster cluster, String peer) {
        return RaftRpcRequestProto.newBuilder()
                .setRequestorId(RaftPeerId.valueOf("n9.z").toByteString())
                .setReplyId(RaftPeerId.valueOf(peer).toByteString())
                .setRaftGroupId(
                        ProtoUtils.toRaftGroupIdProtoBuilder(RatisNames.group(cluster.group)))
                .build();
    }

    private static RequestVoteRequestProto vote(TestCluster cluster, String peer) {
        return RequestVoteRequestProto.newBuilder()
                .setServerRequest(to(cluster, peer))
                .setCandidateTerm(100)
                .setPreVote(true)
                .setCandidateLastEntry(TermIndexProto.newBuilder().setTerm(99).setIndex(999))
                .build();
    }

    private void withChannel(TestCluster cluster, Consumer<ManagedChannel> use) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", cluster.leader().port)
                        .usePlaintext()
                        .build();
        try {
            use.accept(channel);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void voteForAnotherStorageIdIsTurnedAwayAndOneForThisIsAnswered() {
        try (TestCluster cluster = TestCluster.of(1, root)) {
            withChannel(
                    cluster,
                    channel -> {
                        var stub = RaftServerProtocolServiceGrpc.newBlockingStub(channel);
                        assertThatThrownBy(() -> stub.requestVote(vote(cluster, "n1.gone")))
                                .isInstanceOfSatisfying(
                                        StatusRuntimeException.class, PeerGuardTest::assertGuarded);
                        assertThat(stub.requestVote(vote(cluster, "n1.a")).getServerReply())
                                .isNotNull();
                    });
        }
    }

    private static void assertGuarded(StatusRuntimeException error) {
        assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(error).hasMessageContaining("n1.gone").hasMessageContaining("n1.a");
    }

    @Test
    void entriesForAnotherStorageIdEndTheirStream() throws InterruptedException {
        try (TestCluster cluster = TestCluster.of(1, root)) {
            BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
            withChannel(
                    cluster,
                    channel -> {
                        StreamObserver<AppendEntriesRequestProto> stream =
                                RaftServerProtocolServiceGrpc.newStub(channel)
                                        .appendEntries(into(answers));
                        stream.onNext(append(cluster, "n1.gone", 100));
                        assertThat(next(answers))
                                .isInstanceOfSatisfying(
                                        StatusRuntimeException.class, PeerGuardTest::assertGuarded);
                    });
            assertThat(cluster.leader().log.leadership().term()).isLessThan(100);
        }
    }

    @Test
    void ofHeartbeatsInOneMessageOnlyThoseForThisReplicaAreAnswered() {
        try (TestCluster cluster = TestCluster.of(1, root)) {
            AppendEntriesRequestProto gone = append(cluster, "n1.gone", 100);
            AppendEntriesRequestProto late = append(cluster, "n1.a", 0);
            AppendEntriesRequestProto entry =
                    late.toBuilder().addEntries(LogEntryProto.getDefaultInstance()).build();
            withChannel(
                    cluster,
                    channel -> {
                        List<AppendEntriesReplyProto> replies =
                                ClientCalls.blockingUnaryCall(
                                        channel,
                                        HeartbeatService.METHOD,
                                        CallOptions.DEFAULT,
                                        List.of(gone, late, entry));
                        assertThat(replies)
                                .singleElement()
                                .extracting(AppendEntriesReplyProto::getResult)
                                .isEqualTo(AppendResult.NOT_LEADER);
                    });
            assertThat(cluster.leader().log.leadership().term()).isLessThan(100);
        }
    }

    private static AppendEntriesRequestProto append(TestCluster cluster, String peer, long term) {
        return AppendEntriesRequestProto.newBuilder()
                .setServerRequest(to(cluster, peer))
                .setLeaderTerm(term)
                .build();
    }

    private static Object next(BlockingQueue<Object> answers) {
        try {
            return answers.poll(TestCluster.LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StreamObserver<AppendEntriesReplyProto> into(BlockingQueue<Object> answers) {
        return new StreamObserver<>() {
            @Override
            public void onNext(AppendEntriesReplyProto reply) {
                answers.add(reply);
            }

            @Override
            public void onError(Throwable error) {
                answers.add(error);
            }

            @Override
            public void onCompleted() {}
        };
    }

    @Test
    void administrationIsClosedToTheNetwork() {
        try (TestCluster cluster = TestCluster.of(1, root)) {
            withChannel(
                    cluster,
                    channel ->
                            assertThatThrownBy(() ->
                                            AdminProtocolServiceGrpc.newBlockingStub(channel)
                                                    .groupList(
                                                            GroupListRequestProto.newBuilder()
                                                                    .setRpcRequest(
                                                                            to(cluster, "n1.a"))
                                                                    .build()))
                                    .isInstanceOf(StatusRuntimeException.class)
                                    .hasMessageContaining("PERMISSION_DENIED"));
        }
    }
}
