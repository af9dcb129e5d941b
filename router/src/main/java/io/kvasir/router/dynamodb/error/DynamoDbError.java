package io.kvasir.router.dynamodb.error;

import io.kvasir.model.item.Item;
import java.util.List;
import java.util.Optional;

/// A failure as the service words it.
///
/// @param message empty where the service sends none
/// @param item the present item, with a failed condition where it was asked for
/// @param reasons why a transaction was canceled, one for each action; else empty
public record DynamoDbError(
        DynamoDbErrorType type,
        String message,
        Optional<Item> item,
        List<CancellationReason> reasons) {
    /// @param code `None` where the action was fine
    /// @param message empty where there is none
    public record CancellationReason(String code, String message, Optional<Item> item) {}

    public DynamoDbError {
        reasons = List.copyOf(reasons);
    }

    public static DynamoDbError of(DynamoDbErrorType type, String message) {
        return new DynamoDbError(type, message, Optional.empty(), List.of());
    }
}
