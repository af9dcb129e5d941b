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

    /// Constraints of a write of one item. The table's name is checked before the rest, unless what
    /// says which item it is about is missing: that is told with everything else.
    public static void constraintsOfWrite(Structure request, String item) {
        if (request.has(item)) {
            ConstraintCheck.checkAlone(request, "TableName");
        }
        operatorOfWrite(request, item);
        ConstraintCheck.check(request);
    }

    /// An unknown `ConditionalOperator` is told in other words than other choices, by itself; in
    /// the old ones where the item is missing or a value is nested very deeply.
    public static void operatorOfWrite(Structure request, String item) {
        if (request.has(item) && !request.isDeep()) {
            operator(request, ValueCheck.ENVELOPE);
        }
    }

    /// @param envelope what stands before the fault
    public static void operator(Structure request, String envelope) {
        String operator = request.text("ConditionalOperator", "AND");
        if (!operator.equals("AND") && !operator.equals("OR")) {
            throw DynamoDbException.validation(
                    envelope
                            + "Failed to satisfy constraint: Member must satisfy enum value set:"
                            + " [ALL, OR]");
        }
    }

    /// What PutItem and DeleteItem can return.
    public static void oldOrNone(Structure request) {
        oldOrNone(request, ValueCheck.ENVELOPE);
    }

    /// The same, early and bare, for a request with a value that is nested very deeply.
    public static void oldOrNoneIfDeep(Structure request) {
        if (request.isDeep()) {
            oldOrNone(request, "");
        }
    }

    private static void oldOrNone(Structure request, String envelope) {
        String returned = request.text("ReturnValues", "NONE");
        if (!returned.equals("NONE") && !returned.equals("ALL_OLD")) {
            throw DynamoDbException.validation(
                    envelope + "ReturnValues can only be ALL_OLD or NONE");
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
