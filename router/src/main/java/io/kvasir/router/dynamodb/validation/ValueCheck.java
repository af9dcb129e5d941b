package io.kvasir.router.dynamodb.validation;

import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.AttributeInput;
import io.kvasir.router.dynamodb.json.AttributeMap;
import io.kvasir.router.dynamodb.json.ValueFault;
import org.jspecify.annotations.Nullable;

/// Reports what reading noted about attribute values.
public final class ValueCheck {
    /// What stands before faults that are reported as if they were of constraints.
    public static final String ENVELOPE = "1 validation error detected: ";

    private ValueCheck() {}

    /// The values of an item that is to be put: a name missing among its attributes is told before
    /// any of them.
    public static void item(AttributeMap attributes, Wording wording) {
        if (attributes.values().containsKey("")) {
            throw DynamoDbException.validation("Empty attribute name");
        }
        values(attributes, wording);
    }

    /// The values of an item or a key.
    public static void values(@Nullable AttributeMap attributes, Wording wording) {
        if (attributes != null) {
            value(attributes.fault(), wording);
        }
    }

    public static void value(@Nullable AttributeInput input, Wording wording) {
        if (input != null) {
            value(input.fault(), wording);
        }
    }

    private static void value(@Nullable ValueFault fault, Wording wording) {
        if (fault != null) {
            throw DynamoDbException.validation(text(fault, wording));
        }
    }

    /// The fault of a value among those of an expression.
    static DynamoDbException inExpression(ValueFault fault, String key, Wording wording) {
        boolean named =
                wording == Wording.OLDER
                        || switch (fault.kind()) {
                            case TYPE, EMPTY_SET -> true;
                            case NUMBER, DUPLICATES, NULL_FALSE, NESTING, DEEP_NESTING -> false;
                        };
        return DynamoDbException.validation(
                named
                        ? "ExpressionAttributeValues contains invalid value: "
                                + text(fault, wording)
                                + " for key "
                                + key
                        : text(fault, wording));
    }

    private static String text(ValueFault fault, Wording wording) {
        if (wording == Wording.OLDER) {
            return fault.older();
        }
        return switch (fault.kind()) {
            case NUMBER, DUPLICATES -> wording.envelope() + fault.message();
            case TYPE, EMPTY_SET, NULL_FALSE, NESTING, DEEP_NESTING -> fault.message();
        };
    }

    /// The values of a starting key: most faults get the parameter's name.
    public static void startKey(@Nullable AttributeMap attributes, Wording wording) {
        if (attributes == null || attributes.fault() == null) {
            return;
        }
        ValueFault fault = attributes.fault();
        boolean named =
                switch (fault.kind()) {
                    case TYPE, NULL_FALSE -> true;
                    case EMPTY_SET -> !fault.message().contains("number set");
                    case NUMBER, DUPLICATES, NESTING, DEEP_NESTING -> false;
                };
        throw DynamoDbException.validation(
                (named ? "The provided starting key is invalid: " : "") + text(fault, wording));
    }
}
