package io.kvasir.model.expression;

import io.kvasir.model.error.InvalidArgumentException;

/// Which request parameter an expression came in; every error about it begins with that name.
public enum ExpressionKind {
    CONDITION("ConditionExpression"),
    FILTER("FilterExpression"),
    KEY_CONDITION("KeyConditionExpression"),
    PROJECTION("ProjectionExpression"),
    UPDATE("UpdateExpression");

    private final String parameterName;

    ExpressionKind(String parameterName) {
        this.parameterName = parameterName;
    }

    /// The parameter's name in DynamoDB's requests.
    public String parameterName() {
        return parameterName;
    }

    InvalidArgumentException error(String detail) {
        return new InvalidArgumentException("Invalid " + parameterName + ": " + detail);
    }
}
