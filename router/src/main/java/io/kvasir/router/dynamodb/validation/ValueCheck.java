package io.kvasir.router.dynamodb.validation;

import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.AttributeInput;
import io.kvasir.router.dynamodb.json.AttributeMap;
import io.kvasir.router.dynamodb.json.ValueFault;
import org.jspecify.annotations.Nullable;

/// Reports what reading noted about attribute values.
public final class ValueCheck {
    /// What PutItem and UpdateItem put before some of their faults, as if they were constraints.
    public static final String ENVELOPE = "1 validation error detected: ";

    private ValueCheck() {}

    /// The values of an item or a key.
    public static void values(@Nullable AttributeMap attributes) {
        if (attributes != null) {
            value(attributes.fault(), false);
        }
    }

    /// The values of an item or a key of PutItem and UpdateItem.
    public static void valuesEnveloped(@Nullable AttributeMap attributes) {
        if (attributes != null) {
            value(attributes.fault(), true);
        }
    }

    public static void value(@Nullable AttributeInput input) {
        if (input != null) {
            value(input.fault(), false);
        }
    }

    private static void value(@Nullable ValueFault fault, boolean enveloped) {
        if (fault != null) {
            throw DynamoDbException.validation(
                    (enveloped && isEnveloped(fault) ? ENVELOPE : "") + fault.message());
        }
    }

    static boolean isEnveloped(ValueFault fault) {
        return switch (fault.kind()) {
            case SET, NULL_FALSE -> true;
            case TYPE, NUMBER, NESTING -> false;
        };
    }

    /// The values of a starting key: most faults get the parameter's name.
    public static void startKey(@Nullable AttributeMap attributes) {
        if (attributes == null || attributes.fault() == null) {
            return;
        }
        ValueFault fault = attributes.fault();
        boolean named =
                switch (fault.kind()) {
                    case TYPE, NULL_FALSE -> true;
                    case SET ->
                            !fault.message().contains("contains duplicates")
                                    && !fault.message().contains("number set");
                    case NUMBER, NESTING -> false;
                };
        throw DynamoDbException.validation(
                (named ? "The provided starting key is invalid: " : "") + fault.message());
    }
}
