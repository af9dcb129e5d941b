package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.Structure;
import org.jspecify.annotations.Nullable;

/// Refuses what a table cannot have yet; asking for the absence of it is fine.
final class NotYet {
    private static final String INVALID = "One or more parameter values were invalid: ";

    private NotYet() {}

    static void checkStream(Structure request) {
        @Nullable Structure stream = request.structure("StreamSpecification");
        if (stream == null) {
            return;
        }
        if (stream.flag("StreamEnabled")) {
            throw DynamoDbException.validation(
                    INVALID + "StreamSpecification is not yet supported");
        }
        if (stream.has("StreamViewType")) {
            throw DynamoDbException.validation(
                    INVALID
                            + "Table is being created with a stream disabled, UpdateViewType should"
                            + " not be specified");
        }
    }

    static void checkEncryption(Structure request) {
        @Nullable Structure encryption = request.structure("SSESpecification");
        if (encryption != null && encryption.flag("Enabled")) {
            throw DynamoDbException.validation(INVALID + "SSESpecification is not yet supported");
        }
    }
}
