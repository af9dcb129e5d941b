package io.kvasir.router.dynamodb.error;

/// The service's errors: the name with its prefix, and the HTTP status.
public enum DynamoDbErrorType {
    VALIDATION(Prefix.VALIDATE, "ValidationException", 400),
    SERIALIZATION(Prefix.SERVICE, "SerializationException", 400),
    UNKNOWN_OPERATION(Prefix.SERVICE, "UnknownOperationException", 400),
    MISSING_AUTHENTICATION_TOKEN(Prefix.SERVICE, "MissingAuthenticationTokenException", 400),
    INCOMPLETE_SIGNATURE(Prefix.SERVICE, "IncompleteSignatureException", 400),
    INVALID_SIGNATURE(Prefix.SERVICE, "InvalidSignatureException", 400),
    UNRECOGNIZED_CLIENT(Prefix.SERVICE, "UnrecognizedClientException", 400),
    ACCESS_DENIED(Prefix.SERVICE, "AccessDeniedException", 400),
    REQUEST_ENTITY_TOO_LARGE(Prefix.SERVICE, "RequestEntityTooLargeException", 413),
    CONDITIONAL_CHECK_FAILED(Prefix.DYNAMODB, "ConditionalCheckFailedException", 400),
    DUPLICATE_ITEM(Prefix.DYNAMODB, "DuplicateItemException", 400),
    RESOURCE_NOT_FOUND(Prefix.DYNAMODB, "ResourceNotFoundException", 400),
    TABLE_NOT_FOUND(Prefix.DYNAMODB, "TableNotFoundException", 400),
    RESOURCE_IN_USE(Prefix.DYNAMODB, "ResourceInUseException", 400),
    PROVISIONED_THROUGHPUT_EXCEEDED(Prefix.DYNAMODB, "ProvisionedThroughputExceededException", 400),
    THROTTLING(Prefix.SERVICE, "ThrottlingException", 400),
    REQUEST_LIMIT_EXCEEDED(Prefix.DYNAMODB, "RequestLimitExceeded", 400),
    LIMIT_EXCEEDED(Prefix.DYNAMODB, "LimitExceededException", 400),
    ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED(
            Prefix.DYNAMODB, "ItemCollectionSizeLimitExceededException", 400),
    TRANSACTION_CANCELED(Prefix.DYNAMODB, "TransactionCanceledException", 400),
    TRANSACTION_CONFLICT(Prefix.DYNAMODB, "TransactionConflictException", 400),
    TRANSACTION_IN_PROGRESS(Prefix.DYNAMODB, "TransactionInProgressException", 400),
    IDEMPOTENT_PARAMETER_MISMATCH(Prefix.DYNAMODB, "IdempotentParameterMismatchException", 400),
    INTERNAL_SERVER_ERROR(Prefix.DYNAMODB, "InternalServerError", 500),
    SERVICE_UNAVAILABLE(Prefix.SERVICE, "ServiceUnavailable", 503);

    private final String prefix;
    private final String exception;
    private final int status;

    DynamoDbErrorType(String prefix, String exception, int status) {
        this.prefix = prefix;
        this.exception = exception;
        this.status = status;
    }

    /// The value of `__type`.
    public String wireName() {
        return prefix + exception;
    }

    /// The name without its prefix.
    public String exceptionName() {
        return exception;
    }

    public int status() {
        return status;
    }

    private static final class Prefix {
        private static final String SERVICE = "com.amazon.coral.service#";
        private static final String VALIDATE = "com.amazon.coral.validate#";
        private static final String DYNAMODB = "com.amazonaws.dynamodb.v20120810#";
    }
}
