package io.kvasir.client;

import io.grpc.Deadline;
import io.kvasir.client.transport.Retries;
import io.kvasir.client.transport.Retries.Kind;
import io.kvasir.model.Limits;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.v1.BatchWriteItemRequest;
import io.kvasir.proto.v1.BatchWriteItemResponse;
import io.kvasir.proto.v1.DataGrpc;
import io.kvasir.proto.v1.ErrorDetail;
import io.kvasir.routing.retry.RetryRules;
import io.kvasir.routing.retry.RetryRules.Repeat;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// One batch write: requests of up to 25 puts and deletes, one after another. A write that comes
/// back undone is sent again under its first token, until the deadline is near.
final class BatchWriteCall {
    /// A write with the bytes it is sent as, always the same.
    private record Pending(
            BatchWrite.Write write,
            io.kvasir.proto.v1.BatchWrite wire,
            int attempts,
            boolean mayHaveHadEffect) {
        Repeat repeat() {
            return wire.getClientRequestToken().isEmpty() ? Repeat.UNSAFE : Repeat.SAFE;
        }

        Pending after(RequestFailure failure) {
            return new Pending(
                    write,
                    wire,
                    attempts + 1,
                    mayHaveHadEffect || failure.code().effect() == ErrorCode.Effect.UNKNOWN);
        }
    }

    private static final int ROUND_BYTES_MAX = Limits.BATCH_BYTES_MAX;
    private static final int INTERNAL_ATTEMPTS_MAX = 3;

    private final Retries retries;
    private final BatchWrite request;
    private final Deadline deadline;
    private final Kind kind;
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private final List<BatchWriteResult.Unprocessed> unprocessed = new ArrayList<>();
    private final CompletableFuture<BatchWriteResult> result = new CompletableFuture<>();
    private int done;
    private ReplyInfo info = ReplyInfo.NONE;

    BatchWriteCall(Retries retries, Requests requests, BatchWrite request, Deadline deadline) {
        this.retries = retries;
        this.request = request;
        this.deadline = deadline;
        for (BatchWrite.Write write : request.writes()) {
            waiting.add(new Pending(write, requests.of(write), 0, false));
        }
        this.kind =
                waiting.stream().allMatch(pending -> pending.repeat() == Repeat.SAFE)
                        ? Kind.REPEATABLE_WRITE
                        : Kind.WRITE;
    }

    CompletableFuture<BatchWriteResult> start() {
        next();
        return result;
    }

    private void next() {
        List<Pending> round = round();
        if (round.isEmpty()) {
            finish();
            return;
        }
        BatchWriteItemRequest.Builder wire =
                BatchWriteItemRequest.newBuilder().setExactCapacityUnits(request.exactCapacity());
        round.forEach(pending -> wire.addWrites(pending.wire()));
        var unused =
                retries.call(DataGrpc.getBatchWriteItemMethod(), wire.build(), kind, deadline)
                        .whenComplete((reply, thrown) -> {
                            try {
                                ended(round, reply, thrown);
                            } catch (RuntimeException bug) {
                                result.completeExceptionally(bug);
                            }
                        });
    }

    private void ended(
            List<Pending> round, BatchWriteItemResponse reply, @Nullable Throwable thrown) {
        if (thrown != null) {
            failed(round, thrown);
            return;
        }
        info = info.and(Replies.info(reply.getInfo(), request.session()));
        done += round.size() - reply.getUnprocessedCount();
        int failures = 0;
        List<Pending> again = new ArrayList<>();
        for (var undone : reply.getUnprocessedList()) {
            Pending pending = find(round, undone.getWrite());
            RequestFailure failure = failure(undone.getError());
            boolean mayRetry =
                    RetryRules.mayRetry(failure, pending.repeat())
                            && (failure.code() != ErrorCode.INTERNAL
                                    || pending.attempts() < INTERNAL_ATTEMPTS_MAX);
            if (mayRetry) {
                again.add(pending.after(failure));
                failures = Math.max(failures, pending.attempts() + 1);
            } else {
                giveUp(pending, failure);
            }
        }
        waiting.addAll(again);
        if (again.isEmpty()) {
            next();
        } else if (!retries.later(failures, deadline, this::next)) {
            finish();
        }
    }

    private void failed(List<Pending> round, Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        boolean unknown =
                cause instanceof RequestFailedException failed
                        && failed.code().effect() == ErrorCode.Effect.UNKNOWN;
        if (done == 0 && unprocessed.isEmpty() && !unknown) {
            result.completeExceptionally(cause);
        } else if (cause instanceof RequestFailedException failed) {
            round.forEach(pending -> giveUp(pending, failed.failure()));
            finish();
        } else {
            result.completeExceptionally(cause);
        }
    }

    private void giveUp(Pending pending, RequestFailure failure) {
        unprocessed.add(
                new BatchWriteResult.Unprocessed(
                        pending.write(),
                        KvasirException.of(RetryRules.last(failure, pending.mayHaveHadEffect()))));
    }

    private void finish() {
        RequestFailure late =
                RequestFailure.of(ErrorCode.DEADLINE_EXCEEDED, "not done before the deadline");
        waiting.forEach(pending -> giveUp(pending, late));
        waiting.clear();
        result.complete(new BatchWriteResult(unprocessed, info));
    }

    /// The next request: up to 25 writes and 16 MB of those that wait.
    private List<Pending> round() {
        List<Pending> round = new ArrayList<>();
        long bytes = 0;
        while (!waiting.isEmpty() && round.size() < Limits.BATCH_WRITE_OPERATIONS_MAX) {
            bytes += waiting.getFirst().wire().getSerializedSize();
            if (bytes > ROUND_BYTES_MAX && !round.isEmpty()) {
                break;
            }
            round.add(waiting.removeFirst());
        }
        return round;
    }

    private static Pending find(List<Pending> round, io.kvasir.proto.v1.BatchWrite wire) {
        return round.stream()
                .filter(pending -> pending.wire().equals(wire))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("a write came back that was not sent"));
    }

    private static RequestFailure failure(ErrorDetail detail) {
        return new RequestFailure(
                ErrorCode.of(detail.getCode()),
                detail.getMessage(),
                Optional.empty(),
                Duration.ofMillis(detail.getRetryAfterMs()));
    }
}
