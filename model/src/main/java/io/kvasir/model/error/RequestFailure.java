package io.kvasir.model.error;

import io.kvasir.model.item.Item;
import java.time.Duration;
import java.util.Optional;

/// How a request failed: the code says what it can have done, the message names field, value and
/// limit.
///
/// @param item the present item, with CONDITION_FAILED where it was asked for
/// @param retryAfter when to try again; zero where nothing is known
public record RequestFailure(
        ErrorCode code, String message, Optional<Item> item, Duration retryAfter) {
    public static RequestFailure of(ErrorCode code, String message) {
        return new RequestFailure(code, message, Optional.empty(), Duration.ZERO);
    }

    public RequestFailedException toException() {
        return new RequestFailedException(this);
    }
}
