package io.kvasir.routing.request;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.ItemSize;

/// What every write of one item can carry.
///
/// @param condition an expression that the present item must meet; empty: none
/// @param substitutions of the condition and, in an update, of the update expression
/// @param returnItemOnConditionFailure the present item comes with CONDITION_FAILED
/// @param clientRequestToken makes a retry return the first outcome; empty: none, and then a write
///   whose outcome is unknown is never sent again
/// @param exactCapacity the capacity units of a put count the present item too, whatever else is
///   asked
public record WriteOptions(
        String condition,
        Substitutions substitutions,
        ReturnValues returnValues,
        boolean returnItemOnConditionFailure,
        String clientRequestToken,
        boolean exactCapacity) {
    public static final WriteOptions DEFAULT =
            new WriteOptions("", Substitutions.NONE, ReturnValues.NONE, false, "", true);

    public WriteOptions {
        int bytes = ItemSize.utf8Length(clientRequestToken);
        if (bytes > Limits.CLIENT_REQUEST_TOKEN_BYTES_MAX) {
            throw new InvalidArgumentException(
                    "client_request_token has "
                            + bytes
                            + " bytes; the limit is "
                            + Limits.CLIENT_REQUEST_TOKEN_BYTES_MAX);
        }
    }

    public WriteOptions withCondition(String text, Substitutions placeholders) {
        return new WriteOptions(
                text,
                placeholders,
                returnValues,
                returnItemOnConditionFailure,
                clientRequestToken,
                exactCapacity);
    }

    public WriteOptions withReturnValues(ReturnValues wanted) {
        return new WriteOptions(
                condition,
                substitutions,
                wanted,
                returnItemOnConditionFailure,
                clientRequestToken,
                exactCapacity);
    }

    public WriteOptions withItemOnConditionFailure() {
        return new WriteOptions(
                condition, substitutions, returnValues, true, clientRequestToken, exactCapacity);
    }

    public WriteOptions withClientRequestToken(String token) {
        return new WriteOptions(
                condition,
                substitutions,
                returnValues,
                returnItemOnConditionFailure,
                token,
                exactCapacity);
    }

    public WriteOptions withExactCapacity(boolean wanted) {
        return new WriteOptions(
                condition,
                substitutions,
                returnValues,
                returnItemOnConditionFailure,
                clientRequestToken,
                wanted);
    }
}
