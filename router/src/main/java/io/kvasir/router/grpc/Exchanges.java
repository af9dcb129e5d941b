package io.kvasir.router.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.Errors;
import io.kvasir.proto.internal.v1.RawExchangeReplies;
import io.kvasir.proto.internal.v1.RawExchangeReply;
import io.kvasir.proto.v1.ExchangeRequest;
import io.kvasir.proto.v1.ExchangeRequests;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.execute.Answering;
import io.kvasir.routing.wire.DataReplies;
import io.kvasir.routing.wire.DataRequests;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// `kvasir.v1.Data.Exchange`: requests that come many in a message, and answers that go back as
/// they are done, as many in a message as there are when it is written.
final class Exchanges {
    /// Unanswered requests of one call; until some are answered no more are taken from it.
    private static final int UNANSWERED_MAX = 4096;

    /// Of a message with more than one answer.
    private static final int REPLIES_BYTES_MAX = 1 << 20;

    private final DataPlane data;
    private final Door door;
    private final Executor threads;
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();

    /// @param threads writes answers
    Exchanges(DataPlane data, Door door, Executor threads) {
        this.data = data;
        this.door = door;
        this.threads = threads;
    }

    /// Takes a call.
    StreamObserver<ExchangeRequests> begin(StreamObserver<RawExchangeReplies> replies) {
        Exchange exchange = new Exchange((ServerCallStreamObserver<RawExchangeReplies>) replies);
        open.add(exchange);
        return exchange;
    }

    /// Asks all clients to send what follows elsewhere, and to end their calls.
    void close() {
        open.forEach(Exchange::close);
    }

    private final class Exchange implements StreamObserver<ExchangeRequests> {
        private final ServerCallStreamObserver<RawExchangeReplies> call;
        private final ArrayDeque<RawExchangeReply> done = new ArrayDeque<>();

        /// Taken and not written.
        private int unanswered;

        /// Nothing is asked of the client for the moment.
        private boolean paused;

        /// A thread is writing, and looks again before it stops.
        private boolean writing;

        /// The client has to be told that the router stops.
        private boolean closing;

        private boolean halfClosed;
        private boolean ended;

        Exchange(ServerCallStreamObserver<RawExchangeReplies> call) {
            this.call = call;
            call.disableAutoRequest();
            call.setOnReadyHandler(this::write);
            call.setOnCancelHandler(this::end);
            call.request(1);
        }

        @Override
        public void onNext(ExchangeRequests requests) {
            synchronized (this) {
                unanswered += requests.getRequestsCount();
                paused = unanswered > UNANSWERED_MAX;
                if (!paused) {
                    call.request(1);
                }
            }
            requests.getRequestsList().forEach(this::start);
        }

        /// The client is gone, or what it sent cannot be read.
        @Override
        public void onError(Throwable thrown) {
            end();
        }

        @Override
        public void onCompleted() {
            synchronized (this) {
                halfClosed = true;
            }
            write();
        }

        void close() {
            synchronized (this) {
                closing = true;
            }
            write();
        }

        private void start(ExchangeRequest request) {
            RawExchangeReply.Builder reply = RawExchangeReply.newBuilder().setId(request.getId());
            switch (request.getRequestCase()) {
                case GET_ITEM ->
                        answer(
                                request,
                                "GetItem",
                                deadline ->
                                        data.get(DataRequests.of(request.getGetItem()), deadline)
                                                .thenApply(DataReplies::of)
                                                .thenApply(reply::setItem));
                case PUT_ITEM ->
                        answer(
                                request,
                                "PutItem",
                                deadline ->
                                        data.put(DataRequests.of(request.getPutItem()), deadline)
                                                .thenApply(DataReplies::of)
                                                .thenApply(reply::setWrite));
                case UPDATE_ITEM ->
                        answer(
                                request,
                                "UpdateItem",
                                deadline ->
                                        data.update(
                                                        DataRequests.of(request.getUpdateItem()),
                                                        deadline)
                                                .thenApply(DataReplies::of)
                                                .thenApply(reply::setWrite));
                case DELETE_ITEM ->
                        answer(
                                request,
                                "DeleteItem",
                                deadline ->
                                        data.delete(
                                                        DataRequests.of(request.getDeleteItem()),
                                                        deadline)
                                                .thenApply(DataReplies::of)
                                                .thenApply(reply::setWrite));
                case QUERY ->
                        answer(
                                request,
                                "Query",
                                deadline ->
                                        data.query(DataRequests.of(request.getQuery()), deadline)
                                                .thenApply(DataReplies::of)
                                                .thenApply(reply::setPage));
                case REQUEST_NOT_SET -> answer(request, "Exchange", deadline -> unknown(request));
            }
        }

        private static CompletableFuture<RawExchangeReply.Builder> unknown(
                ExchangeRequest request) {
            return CompletableFuture.failedFuture(
                    new RequestFailedException(
                            RequestFailure.of(
                                    ErrorCode.UNSUPPORTED,
                                    "request "
                                            + request.getId()
                                            + " is of no kind that this router knows")));
        }

        private void answer(
                ExchangeRequest request,
                String operation,
                Door.Work<RawExchangeReply.Builder> work) {
            long millis = request.getTimeoutMs();
            door.answer(
                    operation,
                    millis == 0 ? door.deadlineDefault() : Duration.ofMillis(millis),
                    work,
                    new Door.Answer<>() {
                        @Override
                        public void done(RawExchangeReply.Builder reply) {
                            Exchange.this.done(reply.build());
                        }

                        @Override
                        public void failed(RequestFailure failure) {
                            Exchange.this.done(
                                    RawExchangeReply.newBuilder()
                                            .setId(request.getId())
                                            .setError(Errors.toWire(failure))
                                            .build());
                        }
                    });
        }

        private void done(RawExchangeReply reply) {
            synchronized (this) {
                if (!ended) {
                    done.add(reply);
                }
            }
            write();
        }

        private void write() {
            synchronized (this) {
                if (writing || ended) {
                    return;
                }
                writing = true;
            }
            Answering.afterwards(() -> threads.execute(this::writeAll));
        }

        private void writeAll() {
            for (RawExchangeReplies next = next(); next != null; next = next()) {
                call.onNext(next);
            }
        }

        /// What to write now; null where the writing thread can stop.
        private synchronized @Nullable RawExchangeReplies next() {
            boolean some = !done.isEmpty() || closing;
            if (ended || !some || !call.isReady()) {
                writing = false;
                if (!ended && !some && halfClosed && unanswered == 0) {
                    end();
                    call.onCompleted();
                }
                return null;
            }
            RawExchangeReplies.Builder replies = RawExchangeReplies.newBuilder();
            int bytes = 0;
            for (RawExchangeReply reply = done.peek(); reply != null; reply = done.peek()) {
                bytes += reply.getSerializedSize();
                if (bytes > REPLIES_BYTES_MAX && replies.getRepliesCount() > 0) {
                    break;
                }
                replies.addReplies(done.remove());
            }
            unanswered -= replies.getRepliesCount();
            if (paused && unanswered <= UNANSWERED_MAX / 2) {
                paused = false;
                call.request(1);
            }
            replies.setClosing(closing);
            closing = false;
            return replies.build();
        }

        private synchronized void end() {
            ended = true;
            done.clear();
            open.remove(this);
        }
    }
}
