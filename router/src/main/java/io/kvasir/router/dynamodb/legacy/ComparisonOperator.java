package io.kvasir.router.dynamodb.legacy;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import java.util.List;

/// The comparison operators of the legacy parameters: how many arguments of which types, and the
/// expression that says the same.
enum ComparisonOperator {
    EQ(1, 1, Types.ANY),
    NE(1, 1, Types.ANY),
    LE(1, 1, Types.ORDERED),
    LT(1, 1, Types.ORDERED),
    GE(1, 1, Types.ORDERED),
    GT(1, 1, Types.ORDERED),
    NOT_NULL(0, 0, Types.ANY),
    NULL(0, 0, Types.ANY),
    CONTAINS(1, 1, Types.CONTAINED),
    NOT_CONTAINS(1, 1, Types.CONTAINED),
    BEGINS_WITH(1, 1, Types.PREFIX),
    IN(1, Integer.MAX_VALUE, Types.ORDERED),
    BETWEEN(2, 2, Types.ORDERED);

    /// Which types an argument may have.
    private enum Types {
        ANY,
        ORDERED,
        PREFIX,
        CONTAINED;

        boolean allow(AttributeValue argument) {
            String type = argument.typeName();
            return switch (this) {
                case ANY -> true;
                case ORDERED -> isKeyType(type);
                case PREFIX -> type.equals("S") || type.equals("B");
                case CONTAINED -> isKeyType(type) || type.equals("BOOL") || type.equals("NULL");
            };
        }

        private static boolean isKeyType(String type) {
            return type.equals("S") || type.equals("N") || type.equals("B");
        }
    }

    private final int argumentsMin;
    private final int argumentsMax;
    private final Types types;

    ComparisonOperator(int argumentsMin, int argumentsMax, Types types) {
        this.argumentsMin = argumentsMin;
        this.argumentsMax = argumentsMax;
        this.types = types;
    }

    void requireCount(int arguments) {
        if (arguments < argumentsMin || arguments > argumentsMax) {
            throw DynamoDbException.validation(
                    "One or more parameter values were invalid: Invalid number of argument(s) for"
                            + " the "
                            + this
                            + " ComparisonOperator");
        }
    }

    void requireTypes(List<AttributeValue> arguments) {
        for (AttributeValue argument : arguments) {
            if (!types.allow(argument)) {
                throw DynamoDbException.validation(
                        "One or more parameter values were invalid: ComparisonOperator "
                                + this
                                + " is not valid for "
                                + argument.typeName()
                                + " AttributeValue type");
            }
        }
    }

    /// The condition on one attribute as an expression.
    String expression(String attribute, List<AttributeValue> arguments, Placeholders to) {
        String name = to.name(attribute);
        List<String> values = arguments.stream().map(to::value).toList();
        return switch (this) {
            case EQ -> name + " = " + values.getFirst();
            case NE -> name + " <> " + values.getFirst();
            case LE -> name + " <= " + values.getFirst();
            case LT -> name + " < " + values.getFirst();
            case GE -> name + " >= " + values.getFirst();
            case GT -> name + " > " + values.getFirst();
            case NOT_NULL -> "attribute_exists(" + name + ")";
            case NULL -> "attribute_not_exists(" + name + ")";
            case CONTAINS -> "contains(" + name + ", " + values.getFirst() + ")";
            case NOT_CONTAINS -> "NOT contains(" + name + ", " + values.getFirst() + ")";
            case BEGINS_WITH -> "begins_with(" + name + ", " + values.getFirst() + ")";
            case IN -> name + " IN (" + String.join(", ", values) + ")";
            case BETWEEN -> name + " BETWEEN " + values.getFirst() + " AND " + values.getLast();
        };
    }
}
