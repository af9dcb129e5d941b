package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;

/// One operation of the service.
public interface Operation {
    /// As in `X-Amz-Target`, behind the dot.
    String name();

    Shape.Structure input();

    /// What the service's framework checks before the operation sees the request.
    ///
    /// @throws DynamoDbException ValidationException
    default void checkConstraints(Structure request) {
        ConstraintCheck.check(request);
    }

    /// Checks the rest, does it, and gives the reply's JSON.
    ///
    /// @throws DynamoDbException as the operation fails
    byte[] answer(Structure request, Call call);
}
