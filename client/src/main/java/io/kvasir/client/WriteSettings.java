package io.kvasir.client;

import java.time.Duration;
import java.util.Optional;

/// What all writes of one item can be told.
///
/// @param clientRequestToken empty: the client draws one, unless built without
/// @param timeout empty: the client's
public record WriteSettings(
        Expression condition,
        ReturnValues returnValues,
        boolean returnItemOnConditionFailure,
        Optional<String> clientRequestToken,
        Optional<Session> session,
        Optional<Duration> timeout) {
    static final WriteSettings DEFAULT =
            new WriteSettings(
                    Expression.NONE,
                    ReturnValues.NONE,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
}
