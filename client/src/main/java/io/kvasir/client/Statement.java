package io.kvasir.client;

import io.kvasir.model.item.AttributeValue;
import java.util.List;

/// A statement in PartiQL.
///
/// @param parameters for its question marks, in order
/// @param returnItemOnConditionFailure the present item comes with the failure
public record Statement(
        String text, List<AttributeValue> parameters, boolean returnItemOnConditionFailure) {
    private static final String SELECT = "SELECT";

    public Statement {
        parameters = List.copyOf(parameters);
    }

    public static Statement of(String text, AttributeValue... parameters) {
        return new Statement(text, List.of(parameters), false);
    }

    public Statement returningItemOnConditionFailure() {
        return new Statement(text, parameters, true);
    }

    boolean isRead() {
        String stripped = text.strip();
        return stripped.regionMatches(true, 0, SELECT, 0, SELECT.length());
    }
}
