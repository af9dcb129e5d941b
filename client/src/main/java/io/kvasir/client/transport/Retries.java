package io.kvasir.client.transport;

import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.routing.retry.Backoff;
import io.kvasir.routing.retry.RetryRules;
import io.kvasir.routing.retry.RetryRules.Repeat;
import io.kvasir.routing.rpc.CallResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Sends a request until it is answered, its deadline comes, or another attempt could do harm.
public final class Retries {
    /// INTERNAL is a fault, not a passing state: few attempts tell whether it lasts.
    private static final int INTERNAL_FAILURES_MAX = 3;

    private final Transport transport;
    private final Backoff backoff;
    private final ScheduledExecutorService timer;
    private final RandomGenerator dice;

    public Retries(
            Transport transport,
            Backoff backoff,
            ScheduledExecutorService timer,
            RandomGenerator dice) {
        this.transport = transport;
        this.backoff = backoff;
        this.timer = timer;
        this.dice = dice;
    }

    /// What a request can do, for the question whether it may be sent again.
    public enum Kind {
        READ,
        /// A write with a client request token, or one that names what it makes.
        REPEATABLE_WRITE,
        WRITE
    }

    /// Ends with the reply or a `RequestFailedException`.
    public <Q, R> CompletableFuture<R> call(
            MethodDescriptor<Q, R> method, Q request, Kind kind, Deadline deadline) {
        Request<Q, R> attempts = new Request<>(method, request, kind, deadline);
        attempts.attempt();
        return attempts.reply;
    }

    /// Runs a step after a pause for its callers to take; false, and nothing runs, where the
    /// deadline comes first or the client is closing.
    ///
    /// @param failures in a row, at least 1
    public boolean later(int failures, Deadline deadline, Runnable step) {
        long pause = backoff.pauseNanos(failures, dice);
        if (deadline.timeRemaining(TimeUnit.NANOSECONDS) <= pause) {
            return false;
        }
        return after(pause, step);
    }

    private boolean after(long pauseNanos, Runnable step) {
        try {
            var unused = timer.schedule(step, pauseNanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException closing) {
            return false;
        }
    }

    private final class Request<Q, R> {
        private final MethodDescriptor<Q, R> method;
        private final Q request;
        private final Kind kind;
        private final Deadline deadline;
        private final CompletableFuture<R> reply = new CompletableFuture<>();
        private int failures;
        private int internalFailures;
        private boolean mayHaveHadEffect;
        private @Nullable RequestFailure before;

        Request(MethodDescriptor<Q, R> method, Q request, Kind kind, Deadline deadline) {
            this.method = method;
            this.request = request;
            this.kind = kind;
            this.deadline = deadline;
        }

        void attempt() {
            if (reply.isDone()) {
                return; // The caller gave up.
            }
            var unused =
                    transport
                            .send(method, request, deadline)
                            .whenComplete((result, bug) -> {
                                if (bug != null) {
                                    reply.completeExceptionally(bug);
                                } else {
                                    ended(result);
                                }
                            });
        }

        private void ended(CallResult<R> result) {
            switch (result) {
                case CallResult.Answered<R> answered -> reply.complete(answered.reply());
                case CallResult.Failed<R> failed ->
                        failed(RetryRules.failureOf(failed, kind != Kind.READ));
            }
        }

        private void failed(RequestFailure failure) {
            failures++;
            internalFailures += failure.code() == ErrorCode.INTERNAL ? 1 : 0;
            Repeat repeat = kind == Kind.WRITE ? Repeat.UNSAFE : Repeat.SAFE;
            long pause =
                    Math.max(backoff.pauseNanos(failures, dice), failure.retryAfter().toNanos());
            boolean again =
                    RetryRules.mayRetry(failure, repeat)
                            && deadline.timeRemaining(TimeUnit.NANOSECONDS) > pause
                            && internalFailures < INTERNAL_FAILURES_MAX;
            if (!again) {
                end(failure);
                return;
            }
            before = failure.code() == ErrorCode.DEADLINE_EXCEEDED ? before : failure;
            mayHaveHadEffect |=
                    kind != Kind.READ && failure.code().effect() == ErrorCode.Effect.UNKNOWN;
            if (!after(pause, this::attempt)) {
                end(failure);
            }
        }

        private void end(RequestFailure failure) {
            RequestFailure last = RetryRules.last(explained(failure), mayHaveHadEffect);
            reply.completeExceptionally(new RequestFailedException(last));
        }

        /// An attempt cut short by the deadline says less than what the one before met.
        private RequestFailure explained(RequestFailure failure) {
            RequestFailure known = before;
            return failure.code() != ErrorCode.DEADLINE_EXCEEDED || known == null
                    ? failure
                    : RequestFailure.of(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "the deadline passed after "
                                    + failures
                                    + " attempts; an earlier one met "
                                    + known.code()
                                    + ": "
                                    + known.message());
        }
    }
}
