package io.kvasir.router.dynamodb.error;

import io.kvasir.model.item.Item;
import java.util.Optional;

/// A failure as the service words it.
///
/// @param message empty where the service sends none
/// @param item the present item, with a failed condition where it was asked for
public record DynamoDbError(DynamoDbErrorType type, String message, Optional<Item> item) {
    public static DynamoDbError of(DynamoDbErrorType type, String message) {
        return new DynamoDbError(type, message, Optional.empty());
    }
}
