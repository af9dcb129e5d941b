package io.kvasir.router.dynamodb.error;

/// Ends the handling of a request with an error of the service. A request passes some thirty checks
/// in a row, each of which can be the last: an exception keeps their order readable. It is cheap
/// (no stack trace) and never leaves this front door.
public final class DynamoDbException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient DynamoDbError error;

    public DynamoDbException(DynamoDbError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public DynamoDbError error() {
        return error;
    }

    public static DynamoDbException of(DynamoDbErrorType type, String message) {
        return new DynamoDbException(DynamoDbError.of(type, message));
    }

    public static DynamoDbException validation(String message) {
        return of(DynamoDbErrorType.VALIDATION, message);
    }

    public static DynamoDbException serialization(String message) {
        return of(DynamoDbErrorType.SERIALIZATION, message);
    }
}
