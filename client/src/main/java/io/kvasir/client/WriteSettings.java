package io.kvasir.client;

import java.time.Duration;
import java.util.Optional;

/// What all writes of one item can be told; immutable.
///
/// @param clientRequestToken empty: the client draws one, unless built without
/// @param timeout empty: the client's
/// @param exactCapacity see `PutItem.exactCapacity`
public record WriteSettings(
        Expression condition,
        ReturnValues returnValues,
        boolean returnItemOnConditionFailure,
        Optional<String> clientRequestToken,
        Optional<Session> session,
        Optional<Duration> timeout,
        boolean exactCapacity) {
    static final WriteSettings DEFAULT =
            new WriteSettings(
                    Expression.NONE,
                    ReturnValues.NONE,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false);

    WriteSettings and(Expression further) {
        return new WriteSettings(
                condition.and(further),
                returnValues,
                returnItemOnConditionFailure,
                clientRequestToken,
                session,
                timeout,
                exactCapacity);
    }

    WriteSettings with(ReturnValues wanted) {
        return new WriteSettings(
                condition,
                wanted,
                returnItemOnConditionFailure,
                clientRequestToken,
                session,
                timeout,
                exactCapacity);
    }

    WriteSettings withItemOnConditionFailure() {
        return new WriteSettings(
                condition, returnValues, true, clientRequestToken, session, timeout, exactCapacity);
    }

    WriteSettings withToken(String token) {
        return new WriteSettings(
                condition,
                returnValues,
                returnItemOnConditionFailure,
                Optional.of(token),
                session,
                timeout,
                exactCapacity);
    }

    WriteSettings with(Session line) {
        return new WriteSettings(
                condition,
                returnValues,
                returnItemOnConditionFailure,
                clientRequestToken,
                Optional.of(line),
                timeout,
                exactCapacity);
    }

    WriteSettings with(Duration limit) {
        return new WriteSettings(
                condition,
                returnValues,
                returnItemOnConditionFailure,
                clientRequestToken,
                session,
                Optional.of(limit),
                exactCapacity);
    }

    WriteSettings withExactCapacity() {
        return new WriteSettings(
                condition,
                returnValues,
                returnItemOnConditionFailure,
                clientRequestToken,
                session,
                timeout,
                true);
    }
}
