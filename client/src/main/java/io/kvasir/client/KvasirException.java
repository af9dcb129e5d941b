package io.kvasir.client;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;

/// A request did not end as asked. The code is one of the enumerated list; its effect says whether
/// anything can have happened.
public class KvasirException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RequestFailure failure;

    KvasirException(RequestFailure failure) {
        super(failure.code() + ": " + failure.message());
        this.failure = failure;
    }

    public final ErrorCode code() {
        return failure.code();
    }

    /// The message without the code.
    public final String reason() {
        return failure.message();
    }

    /// The request may have taken effect, now or a little later.
    public final boolean isOutcomeUnknown() {
        return failure.code().effect() == ErrorCode.Effect.UNKNOWN;
    }

    final RequestFailure failure() {
        return failure;
    }

    static KvasirException of(RequestFailure failure) {
        return switch (failure.code()) {
            case INVALID_ARGUMENT, ITEM_TOO_LARGE, TOKEN_MISMATCH ->
                    new InvalidRequestException(failure);
            case TABLE_NOT_FOUND -> new TableNotFoundException(failure);
            case TABLE_ALREADY_EXISTS -> new TableAlreadyExistsException(failure);
            case CONDITION_FAILED -> new ConditionFailedException(failure);
            case TRANSACTION_CANCELED -> new TransactionCanceledException(failure);
            case THROTTLED -> new ThrottledException(failure);
            case OUTCOME_UNKNOWN -> new OutcomeUnknownException(failure);
            case UNAVAILABLE -> new UnavailableException(failure);
            case DEADLINE_EXCEEDED -> new DeadlineExceededException(failure);
            default -> new KvasirException(failure);
        };
    }
}
