package io.kvasir.routing.retry;

import io.grpc.Status;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.Errors;
import io.kvasir.routing.rpc.CallResult;

/// What a failed attempt means and whether another may follow. A write whose outcome is unknown is
/// never sent again unless it carries a client request token, and unknown stays unknown whatever
/// later attempts say, unless one of them was evaluated.
public final class RetryRules {
    /// What the request is, for the question whether twice may be more than once.
    public enum Repeat {
        /// Reads, and writes with a client request token: sent twice is done once.
        SAFE,
        /// Writes without a token: sent again only where nothing can have happened.
        UNSAFE
    }

    private RetryRules() {}

    /// A failed attempt as a failure of the request.
    ///
    /// @param write a request that can have an effect
    public static RequestFailure failureOf(CallResult.Failed<?> failed, boolean write) {
        return Errors.fromStatus(failed.status()).orElseGet(() -> transportFailure(failed, write));
    }

    /// Whether the request may be sent again after this failure.
    public static boolean mayRetry(RequestFailure failure, Repeat repeat) {
        return switch (failure.code()) {
            case THROTTLED, NOT_LEADER, WRONG_PARTITION, NOT_CAUGHT_UP, REJECTED, UNAVAILABLE ->
                    true;
            // Transactions take milliseconds, and one that was left behind is ended by others.
            case TRANSACTION_CONFLICT -> true;
            // Of one attempt; the request's own deadline is the caller's to watch.
            case DEADLINE_EXCEEDED -> true;
            // An earlier attempt of the same transaction, which ends or is ended in seconds.
            case TRANSACTION_IN_PROGRESS -> repeat == Repeat.SAFE;
            case OUTCOME_UNKNOWN, INTERNAL -> repeat == Repeat.SAFE;
            case INVALID_ARGUMENT,
                    TABLE_NOT_FOUND,
                    TABLE_ALREADY_EXISTS,
                    TABLE_IN_USE,
                    CONDITION_FAILED,
                    ITEM_TOO_LARGE,
                    LIMIT_EXCEEDED,
                    TOKEN_MISMATCH,
                    TRANSACTION_CANCELED,
                    UNAUTHENTICATED,
                    PERMISSION_DENIED,
                    UNSUPPORTED,
                    OPERATION_NOT_FOUND ->
                    false;
        };
    }

    /// The failure that a request ends with, given that an earlier attempt may have had an effect.
    public static RequestFailure last(RequestFailure failure, boolean mayHaveHadEffect) {
        boolean told =
                failure.code().effect() == ErrorCode.Effect.UNKNOWN || isEvaluated(failure.code());
        if (!mayHaveHadEffect || told) {
            return failure;
        }
        return RequestFailure.of(
                ErrorCode.OUTCOME_UNKNOWN,
                "an earlier attempt may have taken effect; the last one ended with "
                        + failure.code()
                        + ": "
                        + failure.message());
    }

    /// The partition looked at the operation, and with it at its token: had an earlier attempt
    /// taken effect, its outcome would have come back instead.
    private static boolean isEvaluated(ErrorCode code) {
        return switch (code) {
            case CONDITION_FAILED, ITEM_TOO_LARGE, TOKEN_MISMATCH, INVALID_ARGUMENT -> true;
            default -> false;
        };
    }

    private static RequestFailure transportFailure(CallResult.Failed<?> failed, boolean write) {
        Status status = failed.status().getStatus();
        String detail = describe(status);
        return switch (status.getCode()) {
            case UNIMPLEMENTED -> RequestFailure.of(ErrorCode.UNSUPPORTED, detail);
            case UNAUTHENTICATED -> RequestFailure.of(ErrorCode.UNAUTHENTICATED, detail);
            case PERMISSION_DENIED -> RequestFailure.of(ErrorCode.PERMISSION_DENIED, detail);
            default -> {
                if (write && failed.sent()) {
                    yield RequestFailure.of(
                            ErrorCode.OUTCOME_UNKNOWN,
                            "the request was sent and no answer came: " + detail);
                }
                yield RequestFailure.of(
                        status.getCode() == Status.Code.DEADLINE_EXCEEDED
                                ? ErrorCode.DEADLINE_EXCEEDED
                                : isLimit(status)
                                        ? ErrorCode.LIMIT_EXCEEDED
                                        : ErrorCode.UNAVAILABLE,
                        detail);
            }
        };
    }

    /// Without our own detail this is gRPC's: a message over its size limit.
    private static boolean isLimit(Status status) {
        return status.getCode() == Status.Code.RESOURCE_EXHAUSTED;
    }

    private static String describe(Status status) {
        String text = status.getDescription();
        Throwable cause = status.getCause();
        return status.getCode()
                + (text == null ? "" : ": " + text)
                + (cause == null || cause.getMessage() == null
                        ? ""
                        : " (" + cause.getMessage() + ")");
    }
}
