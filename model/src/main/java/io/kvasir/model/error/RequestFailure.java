package io.kvasir.model.error;

import io.kvasir.model.item.Item;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a request failed: the code says what it can have done, the message names field, value and
/// limit.
///
/// @param item the present item, with CONDITION_FAILED where it was asked for
/// @param retryAfter when to try again; zero where nothing is known
/// @param reasons one for each action, with TRANSACTION_CANCELED; else empty
public record RequestFailure(
        ErrorCode code,
        String message,
        Optional<Item> item,
        Duration retryAfter,
        List<CancellationReason> reasons) {
    public RequestFailure {
        reasons = List.copyOf(reasons);
    }

    public RequestFailure(
            ErrorCode code, String message, Optional<Item> item, Duration retryAfter) {
        this(code, message, item, retryAfter, List.of());
    }

    public static RequestFailure of(ErrorCode code, String message) {
        return new RequestFailure(code, message, Optional.empty(), Duration.ZERO);
    }

    /// A transaction that was not done. Nothing happened.
    public static RequestFailure canceled(List<CancellationReason> reasons) {
        StringBuilder codes = new StringBuilder();
        for (CancellationReason reason : reasons) {
            codes.append(codes.isEmpty() ? "" : ", ")
                    .append(reason.code().map(ErrorCode::name).orElse("none"));
        }
        return new RequestFailure(
                ErrorCode.TRANSACTION_CANCELED,
                "the transaction was canceled; reasons by action: [" + codes + "]",
                Optional.empty(),
                Duration.ZERO,
                reasons);
    }

    public RequestFailedException toException() {
        return new RequestFailedException(this);
    }
}
