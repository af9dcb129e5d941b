package io.kvasir.runtime.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.ListTablesRequest;
import io.kvasir.proto.v1.ListTablesResponse;
import io.kvasir.proto.v1.MapUpdate;
import io.kvasir.proto.v1.TablesGrpc;
import io.kvasir.proto.v1.WatchMapRequest;
import io.kvasir.runtime.rpc.RpcServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaderChannelTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void aFollowersPointerIsFollowed() {
        Member leader = member(() -> null);
        Member follower = member(() -> follower(leader.address));

        assertThat(list(to(follower.address), LeaderChannel.Repeat.UNSAFE)).isEqualTo("leader");
        assertThat(follower.calls).hasValue(1);
    }

    @Test
    void anAddressThatNobodyListensOnIsPassedEvenByAnUnsafeCall() throws IOException {
        Member leader = member(() -> null);

        LeaderChannel channel = to(unusedAddress(), leader.address);

        assertThat(list(channel, LeaderChannel.Repeat.UNSAFE)).isEqualTo("leader");
    }

    @Test
    void aFollowerWithoutALeaderIsAskedAgainUntilThereIsOne() {
        AtomicInteger asked = new AtomicInteger();
        Member member = member(() -> asked.incrementAndGet() < 4 ? follower("") : null);

        assertThat(list(to(member.address), LeaderChannel.Repeat.UNSAFE)).isEqualTo("leader");
        assertThat(member.calls).hasValue(4);
    }

    @Test
    void anUnsafeCallOfUnknownFateIsNotSentAgain() {
        Member member = member(Status.UNAVAILABLE::asRuntimeException);

        assertThatThrownBy(() -> list(to(member.address), LeaderChannel.Repeat.UNSAFE))
                .isInstanceOf(StatusRuntimeException.class);
        assertThat(member.calls).hasValue(1);
    }

    @Test
    void aSafeCallOfUnknownFateIsSentAgain() {
        AtomicInteger asked = new AtomicInteger();
        Member member =
                member(() ->
                        asked.incrementAndGet() < 3
                                ? Status.UNAVAILABLE.asRuntimeException()
                                : null);

        assertThat(list(to(member.address), LeaderChannel.Repeat.SAFE)).isEqualTo("leader");
    }

    @Test
    void aRefusalByTheLeaderIsFinal() {
        Member member = member(Status.ALREADY_EXISTS::asRuntimeException);

        assertThatThrownBy(() -> list(to(member.address), LeaderChannel.Repeat.SAFE))
                .hasMessageContaining("ALREADY_EXISTS");
        assertThat(member.calls).hasValue(1);
    }

    @Test
    void theMapIsWatchedAtTheNextLeaderWhenOneEnds() {
        Member first = member(() -> null);
        Member second = member(() -> null);
        List<Long> versions = new CopyOnWriteArrayList<>();

        MapWatch watch =
                MapWatch.start(
                        to(first.address, second.address),
                        update -> versions.add(update.getVersion()));
        open.add(watch);
        await().until(() -> versions.size() == 1 && watch.isConnected());
        first.watchers.getFirst().onError(Status.UNAVAILABLE.asRuntimeException());
        first.server.close();

        await().until(() -> versions.size() == 2 && watch.isConnected());
        assertThat(second.watchers).hasSize(1);
    }

    private String list(LeaderChannel channel, LeaderChannel.Repeat repeat) {
        return channel.call(
                        Duration.ofSeconds(10),
                        repeat,
                        (to, deadline) ->
                                TablesGrpc.newBlockingStub(to)
                                        .withDeadline(deadline)
                                        .listTables(ListTablesRequest.getDefaultInstance()))
                .getTables(0);
    }

    private LeaderChannel to(String... addresses) {
        LeaderChannel channel = LeaderChannel.to(List.of(addresses));
        open.add(channel);
        return channel;
    }

    private static String unusedAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static StatusRuntimeException follower(String leader) {
        Metadata trailers = new Metadata();
        trailers.put(LeaderChannel.LEADER, leader);
        return Status.FAILED_PRECONDITION.asRuntimeException(trailers);
    }

    private Member member(Supplier<StatusRuntimeException> failure) {
        Member member = new Member(failure);
        open.add(member.server);
        return member;
    }

    /// A control plane that answers each call with a failure, or as leader where there is none.
    private static final class Member {
        final AtomicInteger calls = new AtomicInteger();
        final List<StreamObserver<MapUpdate>> watchers = new CopyOnWriteArrayList<>();
        final RpcServer server;
        final String address;

        Member(Supplier<StatusRuntimeException> failure) {
            var tables =
                    new TablesGrpc.TablesImplBase() {
                        @Override
                        public void listTables(
                                ListTablesRequest request,
                                StreamObserver<ListTablesResponse> reply) {
                            calls.incrementAndGet();
                            StatusRuntimeException failed = failure.get();
                            if (failed != null) {
                                reply.onError(failed);
                                return;
                            }
                            reply.onNext(
                                    ListTablesResponse.newBuilder().addTables("leader").build());
                            reply.onCompleted();
                        }
                    };
            var cluster =
                    new ClusterGrpc.ClusterImplBase() {
                        @Override
                        public void watchMap(
                                WatchMapRequest request, StreamObserver<MapUpdate> updates) {
                            ((ServerCallStreamObserver<MapUpdate>) updates)
                                    .setOnCancelHandler(() -> watchers.remove(updates));
                            watchers.add(updates);
                            updates.onNext(MapUpdate.newBuilder().setVersion(1).build());
                        }
                    };
            server = RpcServer.start("127.0.0.1", 0, List.of(tables, cluster), List.of());
            address = "127.0.0.1:" + server.port();
        }
    }
}
