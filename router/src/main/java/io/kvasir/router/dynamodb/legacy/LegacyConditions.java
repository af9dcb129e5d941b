package io.kvasir.router.dynamodb.legacy;

import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.AttributeInput;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.validation.ValueCheck;
import io.kvasir.router.dynamodb.validation.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// `Expected`, `QueryFilter`, `ScanFilter` and `KeyConditions`.
final class LegacyConditions {
    private static final String INVALID = "One or more parameter values were invalid: ";

    private LegacyConditions() {}

    /// Checks a map of `Condition`.
    static void check(Structure request, String parameter, Wording wording) {
        SequencedMap<String, Structure> conditions = request.entries(parameter);
        for (Structure condition : conditions.values()) {
            List<AttributeInput> inputs = condition.attributeList("AttributeValueList");
            inputs.forEach(input -> ValueCheck.value(input, wording));
            ComparisonOperator operator = operator(condition);
            operator.requireCount(inputs.size());
            List<AttributeValue> arguments = values(inputs);
            requireOneType(arguments);
            operator.requireTypes(arguments);
            requireOrder(operator, arguments);
        }
    }

    /// Checks a map of `ExpectedAttributeValue`.
    static void checkExpected(Structure request) {
        SequencedMap<String, Structure> expected = request.entries("Expected");
        for (Map.Entry<String, Structure> entry : expected.entrySet()) {
            Structure condition = entry.getValue();
            boolean hasList = condition.has("AttributeValueList");
            String attribute = entry.getKey();
            if (hasList && condition.has("Value")) {
                throw invalid(
                        "Value and AttributeValueList cannot be used together for Attribute: "
                                + attribute);
            }
            if (condition.has("ComparisonOperator")) {
                checkCompared(condition, attribute);
            } else if (hasList) {
                throw invalid(
                        "AttributeValueList can only be used with a ComparisonOperator for"
                                + " Attribute: "
                                + attribute);
            } else {
                checkExists(condition, attribute);
            }
        }
    }

    private static void checkCompared(Structure condition, String attribute) {
        if (condition.has("Exists")) {
            throw invalid(
                    "Exists and ComparisonOperator cannot be used together for Attribute: "
                            + attribute);
        }
        ComparisonOperator operator = operator(condition);
        boolean needsValue =
                operator != ComparisonOperator.NULL && operator != ComparisonOperator.NOT_NULL;
        if (needsValue && !condition.has("AttributeValueList") && !condition.has("Value")) {
            throw invalid(
                    "Value or AttributeValueList must be used with ComparisonOperator: "
                            + operator
                            + " for Attribute: "
                            + attribute);
        }
        List<AttributeInput> inputs = inputs(condition);
        operator.requireCount(inputs.size());
        inputs.forEach(input -> ValueCheck.value(input, Wording.ENVELOPED));
        List<AttributeValue> arguments = values(inputs);
        requireOneType(arguments);
        operator.requireTypes(arguments);
        requireOrder(operator, arguments);
    }

    private static void checkExists(Structure condition, String attribute) {
        boolean exists = condition.optionalFlag("Exists").orElse(true);
        if (exists && !condition.has("Value")) {
            throw invalid(
                    "Value must be provided when Exists is "
                            + (condition.has("Exists") ? "true" : "null")
                            + " for Attribute: "
                            + attribute);
        }
        if (!exists && condition.has("Value")) {
            throw invalid("Value cannot be used when Exists is false for Attribute: " + attribute);
        }
        ValueCheck.value(condition.attribute("Value"), Wording.ENVELOPED);
    }

    /// All conditions of a checked parameter as one expression, joined as the request's
    /// `ConditionalOperator` says; empty where there is none.
    static String expression(Structure request, String parameter, Placeholders to) {
        boolean any = request.text("ConditionalOperator", "AND").equals("OR");
        return String.join(any ? " OR " : " AND ", terms(request, parameter, to));
    }

    /// All conditions of a checked parameter, each of which must hold, as one expression.
    static String conjunction(Structure request, String parameter, Placeholders to) {
        return String.join(" AND ", terms(request, parameter, to));
    }

    private static List<String> terms(Structure request, String parameter, Placeholders to) {
        SequencedMap<String, Structure> conditions = request.entries(parameter);
        List<String> terms = new ArrayList<>();
        conditions.forEach((attribute, condition) -> terms.add(term(attribute, condition, to)));
        return terms;
    }

    private static String term(String attribute, Structure condition, Placeholders to) {
        List<AttributeValue> arguments = values(inputs(condition));
        if (condition.has("ComparisonOperator")) {
            return operator(condition).expression(attribute, arguments, to);
        }
        return arguments.isEmpty()
                ? ComparisonOperator.NULL.expression(attribute, arguments, to)
                : ComparisonOperator.EQ.expression(attribute, arguments, to);
    }

    static ComparisonOperator operator(Structure condition) {
        return ComparisonOperator.valueOf(condition.text("ComparisonOperator", "EQ"));
    }

    private static List<AttributeInput> inputs(Structure condition) {
        @Nullable AttributeInput single = condition.attribute("Value");
        return single == null ? condition.attributeList("AttributeValueList") : List.of(single);
    }

    private static List<AttributeValue> values(List<AttributeInput> inputs) {
        return inputs.stream().map(AttributeInput::value).toList();
    }

    private static void requireOneType(List<AttributeValue> arguments) {
        for (AttributeValue argument : arguments) {
            if (!argument.typeName().equals(arguments.getFirst().typeName())) {
                throw invalid("AttributeValues inside AttributeValueList must be of same type");
            }
        }
    }

    private static void requireOrder(ComparisonOperator operator, List<AttributeValue> arguments) {
        if (operator == ComparisonOperator.BETWEEN
                && isAbove(arguments.getFirst(), arguments.getLast())) {
            throw DynamoDbException.validation(
                    "The BETWEEN condition was provided a range where the lower bound is greater"
                            + " than the upper bound");
        }
    }

    private static boolean isAbove(AttributeValue low, AttributeValue high) {
        if (low instanceof AttributeValue.NumberValue(var a)
                && high instanceof AttributeValue.NumberValue(var b)) {
            return a.compareTo(b) > 0;
        }
        if (low instanceof AttributeValue.StringValue(String a)
                && high instanceof AttributeValue.StringValue(String b)) {
            return Bytes.utf8(a).compareTo(Bytes.utf8(b)) > 0;
        }
        return low instanceof AttributeValue.BinaryValue(var a)
                && high instanceof AttributeValue.BinaryValue(var b)
                && a.compareTo(b) > 0;
    }

    private static DynamoDbException invalid(String message) {
        return DynamoDbException.validation(INVALID + message);
    }
}
