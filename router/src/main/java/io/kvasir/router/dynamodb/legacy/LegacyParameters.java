package io.kvasir.router.dynamodb.legacy;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Condition.Comparator;
import io.kvasir.model.expression.KeyCondition;
import io.kvasir.model.expression.KeyCondition.Predicate;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.AttributeInput;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.validation.Expressions;
import io.kvasir.router.dynamodb.validation.ValueCheck;
import io.kvasir.router.dynamodb.validation.Wording;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// What operations see of the legacy parameters: their checks, and the expressions that say the
/// same.
public final class LegacyParameters {
    private static final String INVALID = "One or more parameter values were invalid: ";

    private LegacyParameters() {}

    /// Of the writes that have it.
    public static void checkExpected(Structure request) {
        try {
            LegacyConditions.checkExpected(request);
        } catch (DynamoDbException e) {
            String message = e.error().message();
            throw message.startsWith(ValueCheck.ENVELOPE) || !message.startsWith(INVALID)
                    ? e
                    : DynamoDbException.validation(ValueCheck.ENVELOPE + message);
        }
    }

    public static void checkUpdates(Structure request) {
        LegacyUpdates.check(request, Wording.ENVELOPED);
    }

    /// @param parameter `QueryFilter`, `ScanFilter` or `KeyConditions`
    public static void checkConditions(Structure request, String parameter, Wording wording) {
        LegacyConditions.check(request, parameter, wording);
    }

    /// The request's expressions, those that its legacy parameters stand for among them. To be
    /// called once these are checked.
    public static Expressions rewritten(Structure request, Expressions given) {
        Placeholders to = new Placeholders(given.substitutions());
        String update = given.update();
        String condition = given.condition();
        String filter = given.filter();
        String projection = given.projection();
        String keyCondition = given.keyCondition();
        Optional<KeyCondition> keys = given.keys();
        if (request.has("AttributeUpdates")) {
            update = LegacyUpdates.expression(request, to);
        }
        if (request.has("Expected")) {
            condition = LegacyConditions.expression(request, "Expected", to);
        }
        if (request.has("QueryFilter")) {
            filter = LegacyConditions.expression(request, "QueryFilter", to);
        }
        if (request.has("ScanFilter")) {
            filter = LegacyConditions.expression(request, "ScanFilter", to);
        }
        if (request.has("KeyConditions") && keys.isEmpty()) {
            keys = Optional.of(keyCondition(request));
            keyCondition = LegacyConditions.conjunction(request, "KeyConditions", to);
        }
        if (request.has("AttributesToGet")) {
            projection =
                    request.texts("AttributesToGet").stream()
                            .map(to::name)
                            .collect(Collectors.joining(", "));
        }
        return new Expressions(
                update, condition, keyCondition, keys, filter, projection, to.substitutions());
    }

    private static KeyCondition keyCondition(Structure request) {
        SequencedMap<String, Structure> conditions = request.entries("KeyConditions");
        SequencedMap<String, Predicate> predicates = new LinkedHashMap<>();
        conditions.forEach(
                (attribute, condition) -> predicates.put(attribute, predicate(condition)));
        try {
            return KeyCondition.ofOneOrTwo(predicates);
        } catch (InvalidArgumentException e) {
            throw DynamoDbException.validation(String.valueOf(e.getMessage()));
        }
    }

    private static Predicate predicate(Structure condition) {
        List<AttributeValue> arguments =
                condition.attributeList("AttributeValueList").stream()
                        .map(AttributeInput::value)
                        .toList();
        ComparisonOperator operator = LegacyConditions.operator(condition);
        return switch (operator) {
            case EQ -> new Predicate.Compare(Comparator.EQUAL, arguments.getFirst());
            case LE -> new Predicate.Compare(Comparator.LESS_OR_EQUAL, arguments.getFirst());
            case LT -> new Predicate.Compare(Comparator.LESS, arguments.getFirst());
            case GE -> new Predicate.Compare(Comparator.GREATER_OR_EQUAL, arguments.getFirst());
            case GT -> new Predicate.Compare(Comparator.GREATER, arguments.getFirst());
            case BEGINS_WITH -> new Predicate.BeginsWith(arguments.getFirst());
            case BETWEEN -> new Predicate.Between(arguments.getFirst(), arguments.getLast());
            case NE, NOT_NULL, NULL, CONTAINS, NOT_CONTAINS, IN ->
                    new Predicate.NotIndexable(arguments);
        };
    }
}
