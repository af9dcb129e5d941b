package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.Limits;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.Structure;
import org.jspecify.annotations.Nullable;

/// How operations on tables complain about `TableName`, before any constraint.
final class TableNameCheck {
    private TableNameCheck() {}

    static void requirePresent(Structure request) {
        if (!request.has("TableName")) {
            throw DynamoDbException.validation(
                    "The parameter 'TableName' is required but was not present in the request");
        }
    }

    static void requireLength(Structure request) {
        requirePresent(request);
        @Nullable String name = request.text("TableName");
        if (name == null || name.startsWith("arn:")) {
            return;
        }
        if (name.length() < Limits.TABLE_NAME_CHARS_MIN
                || name.length() > Limits.TABLE_NAME_CHARS_MAX) {
            throw DynamoDbException.validation(
                    "TableName must be at least 3 characters long and at most 255 characters long");
        }
    }
}
