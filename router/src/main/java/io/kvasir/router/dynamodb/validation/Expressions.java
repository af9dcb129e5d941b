package io.kvasir.router.dynamodb.validation;

import io.kvasir.model.expression.KeyCondition;
import io.kvasir.routing.request.Substitutions;
import java.util.Optional;

/// The expressions of one request, found well-formed; an empty text stands for none.
///
/// @param keys what the key condition asks for
public record Expressions(
        String update,
        String condition,
        String keyCondition,
        Optional<KeyCondition> keys,
        String filter,
        String projection,
        Substitutions substitutions) {
    static final Expressions NONE =
            new Expressions("", "", "", Optional.empty(), "", "", Substitutions.NONE);
}
