package io.kvasir.client.transport;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.kvasir.proto.v1.DataGrpc;
import io.kvasir.proto.v1.ExchangeReplies;
import io.kvasir.proto.v1.ExchangeReply;
import io.kvasir.proto.v1.ExchangeRequest;
import io.kvasir.proto.v1.ExchangeRequests;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One call of `kvasir.v1.Data.Exchange`: requests are written as many in a message as wait when it
/// is written, and each is answered for itself. Ends for good when the call does.
final class Exchange implements ClientResponseObserver<ExchangeRequests, ExchangeReplies> {
    /// So many wait to be written only where the router does not take them.
    static final int WAITING_MAX = 4096;

    /// Of a message with more than one request.
    private static final int REQUESTS_BYTES_MAX = 256 << 10;

    /// How late a request may fail after its deadline.
    private static final long SWEEP_MILLIS = 20;

    /// What became of a request. Called once; must not block.
    interface Answer {
        void replied(ExchangeReply reply);

        /// @param sent false only where the request provably never left this process
        void failed(StatusRuntimeException status, boolean sent);
    }

    private record Request(ExchangeRequest.Builder message, Deadline deadline, Answer answer) {}

    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final Runnable onClosing;
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private final Map<Long, Request> underWay = new HashMap<>();
    private @Nullable ClientCallStreamObserver<ExchangeRequests> call;
    private long lastId;

    /// A thread is writing, and looks again before it stops.
    private boolean writing;

    /// Deadlines are watched.
    private boolean sweeping;

    /// No request is taken any more.
    private boolean closing;

    private boolean halfClosed;

    /// Why the call has ended; null while it has not.
    private @Nullable StatusRuntimeException ending;

    private Exchange(Executor threads, ScheduledExecutorService timer, Runnable onClosing) {
        this.threads = threads;
        this.timer = timer;
        this.onClosing = onClosing;
    }

    /// @param threads writes requests
    /// @param onClosing told when the router says that it is about to stop
    static Exchange begin(
            Channel channel, Executor threads, ScheduledExecutorService timer, Runnable onClosing) {
        Exchange exchange = new Exchange(threads, timer, onClosing);
        var unused =
                ClientCalls.asyncBidiStreamingCall(
                        channel.newCall(DataGrpc.getExchangeMethod(), CallOptions.DEFAULT),
                        exchange);
        return exchange;
    }

    @Override
    public synchronized void beforeStart(ClientCallStreamObserver<ExchangeRequests> begun) {
        call = begun;
        begun.setOnReadyHandler(this::write);
    }

    /// Whether no request is taken any more.
    synchronized boolean isClosing() {
        return closing;
    }

    /// Why no request is taken any more.
    synchronized StatusRuntimeException ending() {
        return ending == null ? status(Status.UNAVAILABLE, "the router stops") : ending;
    }

    /// @return false, and nothing is done, where no request is taken any more
    boolean send(ExchangeRequest.Builder message, Deadline deadline, Answer answer) {
        synchronized (this) {
            if (closing) {
                return false;
            }
            if (waiting.size() < WAITING_MAX) {
                waiting.add(new Request(message, deadline, answer));
                watch();
                write();
                return true;
            }
        }
        answer.failed(
                status(
                        Status.UNAVAILABLE,
                        WAITING_MAX + " requests wait to be sent; that is the limit"),
                false);
        return true;
    }

    private synchronized void write() {
        if (writing || ending != null) {
            return;
        }
        try {
            writing = true;
            threads.execute(this::writeAll);
        } catch (RejectedExecutionException e) {
            // The transport closes, which ends the call and with it what waits.
            writing = false;
        }
    }

    private void writeAll() {
        ClientCallStreamObserver<ExchangeRequests> begun = Objects.requireNonNull(call);
        for (ExchangeRequests next = next(begun); next != null; next = next(begun)) {
            begun.onNext(next);
        }
    }

    /// What to write now; null where the writing thread can stop.
    private synchronized @Nullable ExchangeRequests next(
            ClientCallStreamObserver<ExchangeRequests> begun) {
        if (ending != null || waiting.isEmpty() || !begun.isReady()) {
            writing = false;
            if (closing && waiting.isEmpty() && !halfClosed && ending == null) {
                halfClosed = true;
                begun.onCompleted();
            }
            return null;
        }
        ExchangeRequests.Builder requests = ExchangeRequests.newBuilder();
        int bytes = 0;
        while (!waiting.isEmpty()) {
            Request request = waiting.peek();
            long left = request.deadline().timeRemaining(TimeUnit.MILLISECONDS);
            ExchangeRequest message =
                    request.message().setId(lastId + 1).setTimeoutMs(Math.max(1, left)).build();
            bytes += message.getSerializedSize();
            if (bytes > REQUESTS_BYTES_MAX && requests.getRequestsCount() > 0) {
                break;
            }
            underWay.put(++lastId, waiting.remove());
            requests.addRequests(message);
        }
        return requests.build();
    }

    @Override
    public void onNext(ExchangeReplies replies) {
        List<Request> answered = new ArrayList<>(replies.getRepliesCount());
        synchronized (this) {
            for (ExchangeReply reply : replies.getRepliesList()) {
                answered.add(underWay.remove(reply.getId()));
            }
            closing |= replies.getClosing();
        }
        for (int i = 0; i < answered.size(); i++) {
            Request request = answered.get(i);
            // One whose deadline has passed is gone.
            if (request != null) {
                request.answer().replied(replies.getReplies(i));
            }
        }
        if (replies.getClosing()) {
            onClosing.run();
            write();
        }
    }

    @Override
    public void onError(Throwable thrown) {
        end(
                thrown instanceof StatusRuntimeException status
                        ? status
                        : Status.fromThrowable(thrown).asRuntimeException());
    }

    @Override
    public void onCompleted() {
        end(status(Status.UNAVAILABLE, "the router has ended the call"));
    }

    private void end(StatusRuntimeException status) {
        List<Request> unsent;
        List<Request> unanswered;
        synchronized (this) {
            ending = status;
            closing = true;
            unsent = List.copyOf(waiting);
            unanswered = List.copyOf(underWay.values());
            waiting.clear();
            underWay.clear();
        }
        unsent.forEach(request -> request.answer().failed(status, false));
        unanswered.forEach(request -> request.answer().failed(status, true));
    }

    private synchronized void watch() {
        if (sweeping) {
            return;
        }
        try {
            sweeping = true;
            var unused = timer.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            sweeping = false;
        }
    }

    private void sweep() {
        List<Request> unsent = new ArrayList<>();
        List<Request> unanswered = new ArrayList<>();
        synchronized (this) {
            sweeping = false;
            takeExpired(waiting, unsent);
            takeExpired(underWay.values(), unanswered);
            if (!waiting.isEmpty() || !underWay.isEmpty()) {
                watch();
            }
        }
        StatusRuntimeException status =
                status(Status.DEADLINE_EXCEEDED, "no answer came before the deadline");
        unsent.forEach(request -> request.answer().failed(status, false));
        unanswered.forEach(request -> request.answer().failed(status, true));
    }

    private static void takeExpired(Collection<Request> from, List<Request> expired) {
        from.removeIf(request -> request.deadline().isExpired() && expired.add(request));
    }

    private static StatusRuntimeException status(Status status, String description) {
        return status.withDescription(description).asRuntimeException();
    }
}
