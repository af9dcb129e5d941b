package io.kvasir.client.transport;

import com.google.protobuf.MessageLite;
import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.kvasir.proto.Errors;
import io.kvasir.proto.v1.DeleteItemRequest;
import io.kvasir.proto.v1.ExchangeReply;
import io.kvasir.proto.v1.ExchangeRequest;
import io.kvasir.proto.v1.GetItemRequest;
import io.kvasir.proto.v1.PutItemRequest;
import io.kvasir.proto.v1.QueryRequest;
import io.kvasir.proto.v1.UpdateItemRequest;
import io.kvasir.routing.rpc.CallResult;
import io.kvasir.routing.rpc.UnaryCall;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One router: requests on items share a call, others are calls of their own.
final class RouterEndpoint {
    /// Larger requests travel alone: one above the router's limit ends the call that it is in.
    private static final int SHARED_BYTES_MAX = 1 << 20;

    private final ManagedChannel channel;
    private final LongSupplier nanoTime;
    private final Executor threads;
    private final ScheduledExecutorService timer;
    private @Nullable Exchange exchange;

    /// It answered that it knows no `Exchange`. It may be upgraded.
    private final Lapse older = new Lapse(Duration.ofMinutes(1));

    /// It did not answer, or said that it stops.
    private final Lapse avoided = new Lapse(Duration.ofSeconds(1));

    RouterEndpoint(
            ManagedChannel channel,
            LongSupplier nanoTime,
            Executor threads,
            ScheduledExecutorService timer) {
        this.channel = channel;
        this.nanoTime = nanoTime;
        this.threads = threads;
        this.timer = timer;
    }

    /// For a while after it did not answer, or said that it stops.
    boolean isAvoided() {
        return avoided.lasts(nanoTime.getAsLong());
    }

    <Q, R> CompletableFuture<CallResult<R>> send(
            MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
        boolean alone = older.lasts(nanoTime.getAsLong()) || isTooLongToShare(request);
        ExchangeRequest.Builder message = alone ? null : message(request);
        CompletableFuture<CallResult<R>> result =
                message == null
                        ? unary(method, request, deadline)
                        : exchanged(method, request, message, deadline);
        return result.thenApply(this::observed);
    }

    void close() {
        channel.shutdownNow();
    }

    private <Q, R> CompletableFuture<CallResult<R>> unary(
            MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
        return UnaryCall.send(channel(), method, request, deadline);
    }

    private <Q, R> CompletableFuture<CallResult<R>> exchanged(
            MethodDescriptor<Q, R> method,
            Q request,
            ExchangeRequest.Builder message,
            Deadline deadline) {
        CompletableFuture<CallResult<R>> result = new CompletableFuture<>();
        Exchange.Answer answer =
                new Exchange.Answer() {
                    @Override
                    public void replied(ExchangeReply reply) {
                        result.complete(result(reply));
                    }

                    @Override
                    public void failed(StatusRuntimeException status, boolean sent) {
                        if (isUnknown(status)) {
                            older.begin(nanoTime.getAsLong());
                            var unused =
                                    unary(method, request, deadline).thenAccept(result::complete);
                        } else {
                            result.complete(new CallResult.Failed<>(status, sent));
                        }
                    }
                };
        if (!exchange().send(message, deadline, answer)) {
            // The call ended in just this moment; where the next one has too, that is the answer.
            Exchange next = exchange();
            if (!next.send(message, deadline, answer)) {
                answer.failed(next.ending(), false);
            }
        }
        return result;
    }

    private static boolean isTooLongToShare(Object request) {
        return request instanceof MessageLite sized && sized.getSerializedSize() > SHARED_BYTES_MAX;
    }

    /// The service itself does not know the method; no request was looked at.
    private static boolean isUnknown(StatusRuntimeException status) {
        return status.getStatus().getCode() == Status.Code.UNIMPLEMENTED
                && Errors.fromStatus(status).isEmpty();
    }

    private synchronized Exchange exchange() {
        Exchange present = exchange;
        if (present == null || present.isClosing()) {
            present = Exchange.begin(channel(), threads, timer, this::avoid);
            exchange = present;
        }
        return present;
    }

    private ManagedChannel channel() {
        // The pauses between attempts are ours: gRPC's own would keep a router that is back
        // unreached for up to two minutes.
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        return channel;
    }

    private <R> CallResult<R> observed(CallResult<R> result) {
        if (result instanceof CallResult.Failed<R> failed
                && failed.status().getStatus().getCode() == Status.Code.UNAVAILABLE) {
            avoid();
        }
        return result;
    }

    private void avoid() {
        avoided.begin(nanoTime.getAsLong());
    }

    private static ExchangeRequest.@Nullable Builder message(Object request) {
        ExchangeRequest.Builder message = ExchangeRequest.newBuilder();
        return switch (request) {
            case GetItemRequest get -> message.setGetItem(get);
            case PutItemRequest put -> message.setPutItem(put);
            case UpdateItemRequest update -> message.setUpdateItem(update);
            case DeleteItemRequest delete -> message.setDeleteItem(delete);
            case QueryRequest query -> message.setQuery(query);
            default -> null;
        };
    }

    @SuppressWarnings("unchecked") // The method's own reply, as the protocol pairs them.
    private static <R> CallResult<R> result(ExchangeReply reply) {
        return switch (reply.getReplyCase()) {
            case ITEM -> new CallResult.Answered<>((R) reply.getItem());
            case WRITE -> new CallResult.Answered<>((R) reply.getWrite());
            case PAGE -> new CallResult.Answered<>((R) reply.getPage());
            case ERROR ->
                    new CallResult.Failed<>(
                            Errors.toStatus(Errors.fromWire(reply.getError())), true);
            case REPLY_NOT_SET ->
                    new CallResult.Failed<>(
                            Status.INTERNAL.withDescription("an empty reply").asRuntimeException(),
                            true);
        };
    }
}
