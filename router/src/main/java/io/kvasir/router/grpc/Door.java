package io.kvasir.router.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.Errors;
import io.kvasir.router.limit.RequestLimit;
import io.kvasir.router.metrics.RouterMetrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What every call through the gRPC front door has: a deadline, a place under the limit, a timer,
/// and one way for failures to become statuses.
public final class Door {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final String NAME = "grpc";

    /// Callers' longer ones are cut: a request does not hold its place for ever.
    public static final Duration DEADLINE_MAX = Duration.ofSeconds(60);

    /// Kept back of the caller's time, so that the answer still reaches it: a tenth, at most this.
    private static final long ANSWER_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(50);

    private final RequestLimit limit;
    private final RouterMetrics metrics;
    private final Duration deadlineDefault;
    private final LongSupplier nanoTime;

    /// @param deadlineDefault for calls that bring none
    public Door(
            RequestLimit limit,
            RouterMetrics metrics,
            Duration deadlineDefault,
            LongSupplier nanoTime) {
        this.limit = limit;
        this.metrics = metrics;
        this.deadlineDefault = deadlineDefault;
        this.nanoTime = nanoTime;
    }

    /// A call's work: starts it and returns at once.
    interface Work<R> {
        CompletableFuture<R> start(Deadline deadline);
    }

    /// Where an answer goes. Called once, on any thread, which must not be kept.
    interface Answer<R> {
        void done(R reply);

        void failed(RequestFailure failure);
    }

    /// Answers a call.
    <R> void answer(String operation, StreamObserver<R> observer, Work<R> work) {
        if (observer instanceof ServerCallStreamObserver<R> call) {
            // Without this, an answer to a caller that is gone would throw.
            call.setOnCancelHandler(() -> {});
        }
        Deadline asked = Context.current().getDeadline();
        answer(
                operation,
                asked == null
                        ? deadlineDefault
                        : Duration.ofNanos(asked.timeRemaining(TimeUnit.NANOSECONDS)),
                work,
                new Answer<>() {
                    @Override
                    public void done(R reply) {
                        observer.onNext(reply);
                        observer.onCompleted();
                    }

                    @Override
                    public void failed(RequestFailure failure) {
                        observer.onError(Errors.toStatus(failure));
                    }
                });
    }

    /// For requests that bring none.
    Duration deadlineDefault() {
        return deadlineDefault;
    }

    /// Answers one request.
    ///
    /// @param left until its deadline
    <R> void answer(String operation, Duration left, Work<R> work, Answer<R> answer) {
        long start = nanoTime.getAsLong();
        CompletableFuture<R> reply;
        try {
            limit.enter();
        } catch (RuntimeException e) {
            end(operation, start, answer, null, e);
            return;
        }
        try {
            reply = work.start(deadline(left));
        } catch (RuntimeException e) {
            reply = CompletableFuture.failedFuture(e);
        }
        var _ =
                reply.whenComplete((value, thrown) -> {
                    limit.leave();
                    end(operation, start, answer, value, thrown);
                });
    }

    private <R> void end(
            String operation,
            long start,
            Answer<R> answer,
            @Nullable R value,
            @Nullable Throwable thrown) {
        if (value != null) {
            metrics.requested(NAME, operation, RouterMetrics.DONE, nanoTime.getAsLong() - start);
            answer.done(value);
            return;
        }
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        RequestFailure failure =
                Errors.of(cause == null ? new IllegalStateException("no reply") : cause);
        if (failure.code() == ErrorCode.INTERNAL) {
            LOG.error("{} failed: {}", operation, failure.message(), cause);
        }
        metrics.requested(NAME, operation, failure.code().name(), nanoTime.getAsLong() - start);
        answer.failed(failure);
    }

    private static Deadline deadline(Duration left) {
        long nanos = (left.compareTo(DEADLINE_MAX) < 0 ? left : DEADLINE_MAX).toNanos();
        long kept = Math.min(ANSWER_NANOS_MAX, Math.max(nanos, 0) / 10);
        return Deadline.after(nanos - kept, TimeUnit.NANOSECONDS);
    }
}
