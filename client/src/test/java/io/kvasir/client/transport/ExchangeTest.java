package io.kvasir.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.Errors;
import io.kvasir.proto.v1.DataGrpc;
import io.kvasir.proto.v1.ExchangeReplies;
import io.kvasir.proto.v1.ExchangeReply;
import io.kvasir.proto.v1.ExchangeRequest;
import io.kvasir.proto.v1.ExchangeRequests;
import io.kvasir.proto.v1.GetItemRequest;
import io.kvasir.proto.v1.GetItemResponse;
import io.kvasir.proto.v1.ReplyInfo;
import io.kvasir.routing.rpc.CallResult;
import io.kvasir.runtime.rpc.RpcServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The transport against a router that answers when the test says.
@Timeout(60)
class ExchangeTest {
    private static final String ANSWERED_ALONE = "answered alone";

    /// Keeps what it receives, by call.
    private static final class SlowRouter extends DataGrpc.DataImplBase {
        final Queue<Call> calls = new ConcurrentLinkedQueue<>();
        volatile boolean older;
        final AtomicInteger refused = new AtomicInteger();

        @Override
        public StreamObserver<ExchangeRequests> exchange(StreamObserver<ExchangeReplies> replies) {
            if (older) {
                refused.incrementAndGet();
                return super.exchange(replies);
            }
            Call call = new Call(replies);
            calls.add(call);
            return call;
        }

        @Override
        public void getItem(GetItemRequest request, StreamObserver<GetItemResponse> observer) {
            observer.onNext(reply(ANSWERED_ALONE));
            observer.onCompleted();
        }

        Call call(int number) {
            await().until(() -> calls.size() > number);
            return List.copyOf(calls).get(number);
        }
    }

    private static final class Call implements StreamObserver<ExchangeRequests> {
        final StreamObserver<ExchangeReplies> replies;
        final Queue<ExchangeRequest> requests = new ConcurrentLinkedQueue<>();
        volatile int messages;
        volatile boolean halfClosed;

        Call(StreamObserver<ExchangeReplies> replies) {
            this.replies = replies;
        }

        @Override
        public synchronized void onNext(ExchangeRequests received) {
            messages++;
            requests.addAll(received.getRequestsList());
        }

        @Override
        public void onError(Throwable thrown) {}

        @Override
        public void onCompleted() {
            halfClosed = true;
        }

        List<ExchangeRequest> await(int count) {
            org.awaitility.Awaitility.await().until(() -> requests.size() == count);
            return List.copyOf(requests);
        }

        /// Answers each with the name of its table.
        synchronized void answer(List<ExchangeRequest> answered) {
            ExchangeReplies.Builder message = ExchangeReplies.newBuilder();
            for (ExchangeRequest request : answered) {
                message.addReplies(
                        ExchangeReply.newBuilder()
                                .setId(request.getId())
                                .setItem(reply(request.getGetItem().getTable())));
            }
            replies.onNext(message.build());
        }

        synchronized void sayClosing() {
            replies.onNext(ExchangeReplies.newBuilder().setClosing(true).build());
        }
    }

    private final AtomicLong passed = new AtomicLong();
    private final SlowRouter router = new SlowRouter();
    private final RpcServer server = RpcServer.start("127.0.0.1", 0, List.of(router), List.of());
    private final RouterTransport transport = transport(List.of("127.0.0.1:" + server.port()));

    private RouterTransport transport(List<String> addresses) {
        return new RouterTransport(
                addresses,
                address ->
                        NettyChannelBuilder.forTarget("dns:///" + address)
                                .usePlaintext()
                                .directExecutor()
                                .build(),
                () -> System.nanoTime() + passed.get());
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    @Test
    void manyRequestsShareACallAndEachHasItsAnswerInAnyOrder() {
        List<CompletableFuture<CallResult<GetItemResponse>>> results =
                IntStream.range(0, 500).mapToObj(i -> get("table-" + i)).toList();
        Call call = router.call(0);
        List<ExchangeRequest> requests = new ArrayList<>(call.await(500));
        call.answer(requests.reversed());
        for (int i = 0; i < 500; i++) {
            assertThat(table(results.get(i))).isEqualTo("table-" + i);
        }
        assertThat(router.calls).hasSize(1);
        assertThat(call.messages).isLessThan(500);
        assertThat(requests.getFirst().getTimeoutMs()).isBetween(1L, 30_000L);
    }

    @Test
    void aFailureIsOfItsRequestOnly() {
        var fails = get("fails");
        var succeeds = get("succeeds");
        Call call = router.call(0);
        List<ExchangeRequest> requests = call.await(2);
        RequestFailure failure = RequestFailure.of(ErrorCode.TABLE_NOT_FOUND, "no such table");
        call.replies.onNext(
                ExchangeReplies.newBuilder()
                        .addReplies(
                                ExchangeReply.newBuilder()
                                        .setId(requests.getFirst().getId())
                                        .setError(Errors.toWire(failure)))
                        .build());
        call.answer(requests.subList(1, 2));
        assertThat(Errors.fromStatus(failed(fails).status())).contains(failure);
        assertThat(table(succeeds)).isEqualTo("succeeds");
    }

    @Test
    void aRequestEndsAtItsDeadlineAndALateAnswerIsOfNoAccount() {
        var other = get("other");
        Call call = router.call(0);
        call.await(1);
        var late = get("late", Deadline.after(1, TimeUnit.SECONDS));
        List<ExchangeRequest> requests = call.await(2);
        CallResult.Failed<GetItemResponse> failed = failed(late);
        assertThat(failed.status().getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(failed.sent()).isTrue();
        call.answer(requests);
        assertThat(table(other)).isEqualTo("other");
    }

    @Test
    void whenTheCallBreaksWhatWasSentIsUnknownAndTheNextRequestBeginsAnother() {
        var lost = get("lost");
        router.call(0).await(1);
        router.call(0).replies.onError(Status.UNAVAILABLE.asRuntimeException());
        assertThat(failed(lost).sent()).isTrue();
        var next = get("next");
        router.call(1).answer(router.call(1).await(1));
        assertThat(table(next)).isEqualTo("next");
    }

    @Test
    void aRouterThatIsGoneWasSentNothing() {
        server.close();
        CallResult.Failed<GetItemResponse> failed = failed(get("nobody"));
        assertThat(failed.status().getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failed.sent()).isFalse();
    }

    @Test
    void aRouterThatStopsAnswersWhatItHasAndGetsNoMore() {
        var before = get("before");
        Call closing = router.call(0);
        List<ExchangeRequest> requests = closing.await(1);
        closing.sayClosing();
        await().until(() -> closing.halfClosed);
        var after = get("after");
        router.call(1).answer(router.call(1).await(1));
        assertThat(table(after)).isEqualTo("after");
        assertThat(before).isNotDone();
        closing.answer(requests);
        assertThat(table(before)).isEqualTo("before");
        assertThat(closing.requests).hasSize(1);
    }

    @Test
    void aRouterThatDoesNotKnowTheCallIsSentEachRequestByItself() {
        router.older = true;
        assertThat(table(get("one"))).isEqualTo(ANSWERED_ALONE);
        assertThat(table(get("two"))).isEqualTo(ANSWERED_ALONE);
        assertThat(router.refused).hasValue(1);
    }

    @Test
    void aRouterThatIsUpgradedIsAskedAgainAMinuteLater() {
        router.older = true;
        assertThat(table(get("before"))).isEqualTo(ANSWERED_ALONE);
        router.older = false;
        passed.addAndGet(TimeUnit.SECONDS.toNanos(61));
        var after = get("after");
        Call call = router.call(0);
        call.answer(call.await(1));
        assertThat(table(after)).isEqualTo("after");
    }

    /// Above the router's limit it would end the call, and make all others in it unknown.
    @Test
    void aRequestThatIsTooLongTravelsAlone() {
        var other = get("other");
        router.call(0).await(1);
        assertThat(table(get("x".repeat(2 << 20)))).isEqualTo(ANSWERED_ALONE);
        router.call(0).answer(router.call(0).await(1));
        assertThat(table(other)).isEqualTo("other");
    }

    @Test
    void whatWaitsForTheRouterIsBounded() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RouterTransport closed = transport(List.of("127.0.0.1:" + mute.getLocalPort()))) {
            List<CompletableFuture<CallResult<GetItemResponse>>> results =
                    IntStream.rangeClosed(0, Exchange.WAITING_MAX)
                            .mapToObj(
                                    i -> get(closed, "table", Deadline.after(30, TimeUnit.SECONDS)))
                            .toList();
            assertThat(failed(results.getLast()).status().getStatus().getDescription())
                    .contains("4096 requests wait");
            assertThat(results.getFirst()).isNotDone();
        }
    }

    private CompletableFuture<CallResult<GetItemResponse>> get(String table) {
        return get(table, Deadline.after(30, TimeUnit.SECONDS));
    }

    private CompletableFuture<CallResult<GetItemResponse>> get(String table, Deadline deadline) {
        return get(transport, table, deadline);
    }

    private static CompletableFuture<CallResult<GetItemResponse>> get(
            RouterTransport through, String table, Deadline deadline) {
        return through.send(
                DataGrpc.getGetItemMethod(),
                GetItemRequest.newBuilder().setTable(table).build(),
                deadline);
    }

    private static GetItemResponse reply(String table) {
        return GetItemResponse.newBuilder()
                .setInfo(ReplyInfo.newBuilder().putCapacityUnitsByTable(table, 1))
                .build();
    }

    private static String table(CompletableFuture<CallResult<GetItemResponse>> result) {
        assertThat(result.join()).isInstanceOf(CallResult.Answered.class);
        return ((CallResult.Answered<GetItemResponse>) result.join())
                .reply()
                .getInfo()
                .getCapacityUnitsByTableMap()
                .keySet()
                .iterator()
                .next();
    }

    private static CallResult.Failed<GetItemResponse> failed(
            CompletableFuture<CallResult<GetItemResponse>> result) {
        assertThat(result.join()).isInstanceOf(CallResult.Failed.class);
        return (CallResult.Failed<GetItemResponse>) result.join();
    }
}
