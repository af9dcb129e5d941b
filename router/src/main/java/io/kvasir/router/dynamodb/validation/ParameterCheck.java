package io.kvasir.router.dynamodb.validation;

import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.Structure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which parameters of a request go together: expressions, or their legacy forms, and placeholders
/// only with expressions.
public final class ParameterCheck {
    private static final String NAMES = "ExpressionAttributeNames";
    private static final String VALUES = "ExpressionAttributeValues";

    private ParameterCheck() {}

    /// @param expressions the operation's parameters that hold expressions, in the service's order
    /// @param legacy the operation's parameters that expressions replace, in the service's order
    public static void expressionsOrLegacy(
            Structure request, List<String> expressions, List<String> legacy, Wording wording) {
        String envelope = wording.envelope();
        List<String> given = given(request, expressions);
        List<String> givenLegacy = given(request, legacy);
        if (!request.has("KeyConditionExpression")) {
            // Key conditions of the old form go with other expressions.
            givenLegacy.remove("KeyConditions");
        }
        if (!given.isEmpty() && !givenLegacy.isEmpty()) {
            throw DynamoDbException.validation(
                    "Can not use both expression and non-expression parameters in the"
                            + " same request: Non-expression parameters: {"
                            + String.join(", ", givenLegacy)
                            + "} Expression parameters: {"
                            + String.join(", ", given)
                            + "}");
        }
        if (request.has(NAMES) && given.isEmpty()) {
            throw DynamoDbException.validation(
                    envelope + NAMES + " can only be specified when using expressions");
        }
        List<String> withValues = new ArrayList<>(expressions);
        withValues.remove("ProjectionExpression");
        if (request.has(VALUES) && given(request, withValues).isEmpty()) {
            throw DynamoDbException.validation(
                    envelope
                            + VALUES
                            + " can only be specified when using expressions"
                            + (wording == Wording.ENVELOPED ? "" : nullExpressions(withValues)));
        }
    }

    private static String nullExpressions(List<String> withValues) {
        return ": "
                + String.join(" and ", withValues)
                + (withValues.size() > 1 ? " are" : " is")
                + " null";
    }

    /// `AttributesToGet` names each attribute once.
    public static void attributesToGet(Structure request) {
        Set<String> seen = new HashSet<>();
        for (String name : request.texts("AttributesToGet")) {
            if (!seen.add(name)) {
                throw DynamoDbException.validation(
                        "One or more parameter values were invalid: Duplicate value in attribute"
                                + " name: "
                                + name);
            }
        }
    }

    private static List<String> given(Structure request, List<String> parameters) {
        List<String> given = new ArrayList<>(parameters);
        given.removeIf(parameter -> !request.has(parameter));
        return given;
    }
}
