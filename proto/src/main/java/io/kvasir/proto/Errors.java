package io.kvasir.proto;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.kvasir.model.error.CancellationReason;
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

    /// What a client must accept of trailers to receive every failure.
    public static final int TRAILERS_BYTES_MAX = 4 * 1024 * 1024;

    /// Trailers carry it in base 64.
    private static final int DETAIL_BYTES_MAX = TRAILERS_BYTES_MAX / 2;

    private Errors() {}

    public static ErrorDetail toWire(RequestFailure failure) {
        ErrorDetail.Builder detail =
                ErrorDetail.newBuilder()
                        .setCode(failure.code().number())
                        .setMessage(failure.message())
                        .setRetryAfterMs(failure.retryAfter().toMillis());
        failure.item().ifPresent(item -> detail.setItem(ItemCodec.toWire(item)));
        failure.reasons().forEach(reason -> detail.addReasons(toWire(reason)));
        return detail.build();
    }

    private static io.kvasir.proto.v1.CancellationReason toWire(CancellationReason reason) {
        var wire = io.kvasir.proto.v1.CancellationReason.newBuilder().setMessage(reason.message());
        reason.code().ifPresent(code -> wire.setCode(code.number()));
        reason.item().ifPresent(item -> wire.setItem(ItemCodec.toWire(item)));
        return wire.build();
    }

    /// Items travel in trailers, whose size is bounded: with several of the largest they are left
    /// out, and the failure itself arrives.
    private static ErrorDetail bounded(ErrorDetail detail) {
        if (detail.getSerializedSize() <= DETAIL_BYTES_MAX) {
            return detail;
        }
        ErrorDetail.Builder without = detail.toBuilder().clearItem();
        without.getReasonsBuilderList().forEach(reason -> reason.clearItem());
        return without.build();
    }

    public static StatusRuntimeException toStatus(RequestFailure failure) {
        Metadata trailers = new Metadata();
        trailers.put(DETAIL, bounded(toWire(failure)));
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
        return Optional.of(fromWire(detail));
    }

    public static RequestFailure fromWire(ErrorDetail detail) {
        return new RequestFailure(
                ErrorCode.of(detail.getCode()),
                detail.getMessage(),
                detail.hasItem()
                        ? Optional.of(ItemCodec.fromWire(detail.getItem()))
                        : Optional.empty(),
                Duration.ofMillis(detail.getRetryAfterMs()),
                detail.getReasonsList().stream().map(Errors::fromWire).toList());
    }

    private static CancellationReason fromWire(io.kvasir.proto.v1.CancellationReason reason) {
        return new CancellationReason(
                reason.getCode() == 0
                        ? Optional.empty()
                        : Optional.of(ErrorCode.of(reason.getCode())),
                reason.getMessage(),
                reason.hasItem()
                        ? Optional.of(ItemCodec.fromWire(reason.getItem()))
                        : Optional.empty());
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
