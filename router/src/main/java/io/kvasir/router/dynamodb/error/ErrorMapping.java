package io.kvasir.router.dynamodb.error;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.router.dynamodb.error.DynamoDbError.CancellationReason;
import io.kvasir.routing.transaction.TransactionOutcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The one mapping of what can go wrong in the cluster onto the service's errors.
public final class ErrorMapping {
    private ErrorMapping() {}

    public static DynamoDbException exception(RequestFailure failure) {
        return new DynamoDbException(error(failure));
    }

    public static DynamoDbError error(RequestFailure failure) {
        String message = failure.message();
        return switch (failure.code()) {
            case INVALID_ARGUMENT, ITEM_TOO_LARGE, UNSUPPORTED ->
                    DynamoDbError.of(DynamoDbErrorType.VALIDATION, message);
            case TABLE_NOT_FOUND ->
                    DynamoDbError.of(
                            DynamoDbErrorType.RESOURCE_NOT_FOUND, "Requested resource not found");
            case TABLE_ALREADY_EXISTS, TABLE_IN_USE ->
                    DynamoDbError.of(DynamoDbErrorType.RESOURCE_IN_USE, message);
            case CONDITION_FAILED ->
                    new DynamoDbError(
                            DynamoDbErrorType.CONDITIONAL_CHECK_FAILED,
                            "The conditional request failed",
                            failure.item(),
                            List.of());
            case THROTTLED ->
                    DynamoDbError.of(
                            DynamoDbErrorType.PROVISIONED_THROUGHPUT_EXCEEDED, throttled(failure));
            case LIMIT_EXCEEDED -> DynamoDbError.of(DynamoDbErrorType.LIMIT_EXCEEDED, message);
            case TOKEN_MISMATCH ->
                    DynamoDbError.of(DynamoDbErrorType.IDEMPOTENT_PARAMETER_MISMATCH, message);
            case TRANSACTION_CANCELED ->
                    DynamoDbError.of(DynamoDbErrorType.TRANSACTION_CANCELED, message);
            case TRANSACTION_CONFLICT ->
                    DynamoDbError.of(
                            DynamoDbErrorType.TRANSACTION_CONFLICT,
                            "Transaction is ongoing for the item");
            case TRANSACTION_IN_PROGRESS ->
                    DynamoDbError.of(DynamoDbErrorType.TRANSACTION_IN_PROGRESS, message);
            case UNAUTHENTICATED ->
                    DynamoDbError.of(DynamoDbErrorType.UNRECOGNIZED_CLIENT, message);
            case PERMISSION_DENIED -> DynamoDbError.of(DynamoDbErrorType.ACCESS_DENIED, message);
            case OPERATION_NOT_FOUND ->
                    DynamoDbError.of(DynamoDbErrorType.RESOURCE_NOT_FOUND, message);
            // Nothing happened; clients retry this one by themselves.
            case NOT_LEADER,
                    WRONG_PARTITION,
                    NOT_CAUGHT_UP,
                    REJECTED,
                    UNAVAILABLE,
                    DEADLINE_EXCEEDED ->
                    DynamoDbError.of(DynamoDbErrorType.SERVICE_UNAVAILABLE, message);
            // What the service means by it, too: the request may have been carried out.
            case OUTCOME_UNKNOWN, INTERNAL ->
                    DynamoDbError.of(DynamoDbErrorType.INTERNAL_SERVER_ERROR, message);
        };
    }

    /// A transaction that did nothing, with the reason of each action.
    public static DynamoDbException canceled(TransactionOutcome.Canceled canceled) {
        List<CancellationReason> reasons =
                canceled.reasons().stream()
                        .map(reason ->
                                new CancellationReason(
                                        reason.code().map(ErrorMapping::reasonCode).orElse("None"),
                                        reason.message(),
                                        reason.item()))
                        .toList();
        String codes =
                reasons.stream()
                        .map(CancellationReason::code)
                        .collect(Collectors.joining(", ", "[", "]"));
        return new DynamoDbException(
                new DynamoDbError(
                        DynamoDbErrorType.TRANSACTION_CANCELED,
                        "Transaction cancelled, please refer cancellation reasons for specific reasons "
                                + codes,
                        Optional.empty(),
                        reasons));
    }

    private static String reasonCode(ErrorCode code) {
        return switch (code) {
            case CONDITION_FAILED -> "ConditionalCheckFailed";
            case TRANSACTION_CONFLICT -> "TransactionConflict";
            case THROTTLED -> "ThrottlingError";
            default -> "ValidationError";
        };
    }

    private static String throttled(RequestFailure failure) {
        String service =
                "The level of configured provisioned throughput for the table was exceeded."
                        + " Consider increasing your provisioning level with the UpdateTable API.";
        return failure.message().isEmpty() ? service : service + " " + failure.message();
    }
}
