package io.kvasir.proto;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.v1.ErrorDetail;
import java.time.Duration;
import java.util.Optional;

/// The one mapping of failures to gRPC: a status, and an ErrorDetail in the trailer
/// `kvasir-error-bin`.
public final class Errors {
    public static final Metadata.Key<ErrorDetail> DETAIL =
            Metadata.Key.of(
                    "kvasir-error-bin",
                    ProtoUtils.metadataMarshaller(ErrorDetail.getDefaultInstance()));

    private Errors() {}

    public static StatusRuntimeException toStatus(RequestFailure failure) {
        ErrorDetail.Builder detail =
                ErrorDetail.newBuilder()
                        .setCode(failure.code().number())
                        .setMessage(failure.message())
                        .setRetryAfterMs(failure.retryAfter().toMillis());
        failure.item().ifPresent(item -> detail.setItem(ItemCodec.toWire(item)));
        Metadata trailers = new Metadata();
        trailers.put(DETAIL, detail.build());
        return new StatusRuntimeException(
                statusCode(failure.code()).toStatus().withDescription(failure.message()), trailers);
    }

    /// Any exception of a request as the failure it is: one that is not ours is INTERNAL, whose
    /// effect is unknown.
    public static RequestFailure of(Throwable thrown) {
        return switch (thrown) {
            case RequestFailedException failed -> failed.failure();
            case InvalidArgumentException invalid ->
                    RequestFailure.of(
                            ErrorCode.INVALID_ARGUMENT, String.valueOf(invalid.getMessage()));
            default ->
                    RequestFailure.of(
                            ErrorCode.INTERNAL,
                            "internal error: " + thrown.getClass().getSimpleName());
        };
    }

    /// The failure that a status carries; empty where its trailer has none, so that the caller must
    /// judge by transport.
    public static Optional<RequestFailure> fromStatus(Throwable thrown) {
        Metadata trailers = Status.trailersFromThrowable(thrown);
        ErrorDetail detail = trailers == null ? null : trailers.get(DETAIL);
        if (detail == null) {
            return Optional.empty();
        }
        return Optional.of(
                new RequestFailure(
                        ErrorCode.of(detail.getCode()),
                        detail.getMessage(),
                        detail.hasItem()
                                ? Optional.of(ItemCodec.fromWire(detail.getItem()))
                                : Optional.empty(),
                        Duration.ofMillis(detail.getRetryAfterMs())));
    }

    private static Status.Code statusCode(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT, ITEM_TOO_LARGE, TOKEN_MISMATCH -> Status.Code.INVALID_ARGUMENT;
            case TABLE_NOT_FOUND -> Status.Code.NOT_FOUND;
            case TABLE_ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
            case TABLE_IN_USE, CONDITION_FAILED, NOT_LEADER, WRONG_PARTITION ->
                    Status.Code.FAILED_PRECONDITION;
            case THROTTLED, LIMIT_EXCEEDED -> Status.Code.RESOURCE_EXHAUSTED;
            case TRANSACTION_CANCELED, TRANSACTION_CONFLICT, TRANSACTION_IN_PROGRESS, REJECTED ->
                    Status.Code.ABORTED;
            case NOT_CAUGHT_UP, UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case OUTCOME_UNKNOWN -> Status.Code.UNKNOWN;
            case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
            case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
            case PERMISSION_DENIED -> Status.Code.PERMISSION_DENIED;
            case UNSUPPORTED, OPERATION_NOT_FOUND -> Status.Code.UNIMPLEMENTED;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }
}
