package io.kvasir.router.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.proto.Errors;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.v1.DataGrpc;
import io.kvasir.proto.v1.ExchangeReplies;
import io.kvasir.proto.v1.ExchangeReply;
import io.kvasir.proto.v1.ExchangeRequest;
import io.kvasir.proto.v1.ExchangeRequests;
import io.kvasir.proto.v1.GetItemRequest;
import io.kvasir.router.limit.RequestLimit;
import io.kvasir.router.metrics.RouterMetrics;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.partiql.StatementService;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.GetReply;
import io.kvasir.routing.request.ReplyInfo;
import io.kvasir.runtime.http.Metrics;
import io.kvasir.runtime.rpc.RpcServer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The service over a data plane that answers when the test says.
@Timeout(60)
class ExchangesTest {
    private static final int LIMIT = 6_000;

    /// What the data plane was asked and has not answered.
    private final Queue<CompletableFuture<GetReply>> held = new ConcurrentLinkedQueue<>();

    private final DataPlane data =
            (DataPlane)
                    Proxy.newProxyInstance(
                            ExchangesTest.class.getClassLoader(),
                            new Class<?>[] {DataPlane.class},
                            (proxy, method, arguments) -> {
                                CompletableFuture<GetReply> reply = new CompletableFuture<>();
                                held.add(reply);
                                return reply;
                            });
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final DataService service =
            new DataService(
                    data,
                    new StatementService(
                            data,
                            (name, deadline) ->
                                    CompletableFuture.failedFuture(new AssertionError()),
                            threads),
                    new Door(
                            new RequestLimit(LIMIT),
                            new RouterMetrics(Metrics.registry("router", "test")),
                            Duration.ofSeconds(10),
                            System::nanoTime),
                    threads);
    private final RpcServer server = RpcServer.start("127.0.0.1", 0, List.of(service), List.of());
    private final ManagedChannel channel =
            NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    private final Queue<ExchangeReply> replies = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;
    private volatile boolean completed;

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
        threads.shutdownNow();
    }

    @Test
    void answersComeAsTheyAreDone() {
        StreamObserver<ExchangeRequests> call = exchange();
        call.onNext(message(get(7), get(8)));
        await().until(() -> held.size() == 2);
        List<CompletableFuture<GetReply>> asked = List.copyOf(held);
        asked.get(1).complete(found());
        await().until(() -> replies.size() == 1);
        assertThat(replies.element().getId()).isEqualTo(8);
        assertThat(ItemCodec.fromWire(replies.element().getItem().getItem())).isEqualTo(item());
        asked.get(0).complete(found());
        await().until(() -> replies.size() == 2);
        call.onCompleted();
        await().until(() -> completed);
    }

    @Test
    void aRequestOfAnUnknownKindIsRefusedForItself() {
        StreamObserver<ExchangeRequests> call = exchange();
        call.onNext(message(ExchangeRequest.newBuilder().setId(1).build(), get(2)));
        await().until(() -> held.size() == 1 && replies.size() == 1);
        assertThat(replies.element().getId()).isEqualTo(1);
        assertThat(Errors.fromWire(replies.element().getError()).code())
                .isEqualTo(ErrorCode.UNSUPPORTED);
    }

    @Test
    void aCallWithManyUnansweredRequestsIsNotReadUntilSomeAreAnswered() {
        StreamObserver<ExchangeRequests> call = exchange();
        ExchangeRequests.Builder many = ExchangeRequests.newBuilder();
        for (int id = 1; id <= 4_097; id++) {
            many.addRequests(get(id));
        }
        call.onNext(many.build());
        call.onNext(message(get(5_000)));
        await().until(() -> held.size() == 4_097);
        List<CompletableFuture<GetReply>> asked = List.copyOf(held);
        await().during(Duration.ofMillis(300)).until(() -> held.size() == 4_097);
        asked.forEach(each -> each.complete(found()));
        await().until(() -> held.size() == 4_098 && replies.size() == 4_097);
    }

    @Test
    void aRequestOverTheRoutersLimitIsRefusedForItself() {
        StreamObserver<ExchangeRequests> call = exchange();
        ExchangeRequests.Builder many = ExchangeRequests.newBuilder();
        for (int id = 1; id <= LIMIT + 1; id++) {
            many.addRequests(get(id));
        }
        call.onNext(many.build());
        await().until(() -> held.size() == LIMIT && replies.size() == 1);
        assertThat(replies.element().getId()).isEqualTo(LIMIT + 1);
        assertThat(Errors.fromWire(replies.element().getError()).code())
                .isEqualTo(ErrorCode.THROTTLED);
    }

    @Test
    void aRouterThatStopsSaysSoAndAnswersWhatItHas() {
        StreamObserver<ExchangeRequests> call = exchange();
        call.onNext(message(get(1)));
        await().until(() -> held.size() == 1);
        service.close();
        await().until(() -> closing);
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close, threads);
        call.onNext(message(get(2)));
        await().until(() -> held.size() == 2);
        call.onCompleted();
        held.forEach(each -> each.complete(found()));
        await().until(() -> completed);
        assertThat(replies).hasSize(2);
        stopped.join();
    }

    private StreamObserver<ExchangeRequests> exchange() {
        return DataGrpc.newStub(channel)
                .exchange(
                        new StreamObserver<>() {
                            @Override
                            public void onNext(ExchangeReplies received) {
                                replies.addAll(received.getRepliesList());
                                closing |= received.getClosing();
                            }

                            @Override
                            public void onError(Throwable thrown) {}

                            @Override
                            public void onCompleted() {
                                completed = true;
                            }
                        });
    }

    private static ExchangeRequests message(ExchangeRequest... requests) {
        return ExchangeRequests.newBuilder().addAllRequests(List.of(requests)).build();
    }

    private static ExchangeRequest get(long id) {
        return ExchangeRequest.newBuilder()
                .setId(id)
                .setGetItem(
                        GetItemRequest.newBuilder()
                                .setTable("Things")
                                .setKey(ItemCodec.toWire(item())))
                .build();
    }

    private static Item item() {
        return Item.of("id", AttributeValue.of("a"));
    }

    private static GetReply found() {
        return new GetReply(Optional.of(EncodedItem.of(item())), ReplyInfo.NONE);
    }
}
