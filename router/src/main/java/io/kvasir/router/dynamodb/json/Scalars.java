package io.kvasir.router.dynamodb.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.shape.Shape;
import java.io.IOException;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;

/// Single values from the token that the parser stands on, with the service's complaints about
/// tokens of another type.
final class Scalars {
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);

    private Scalars() {}

    static String text(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw cannotBe(parser, "String", "java.lang.String");
        }
        return parser.getText();
    }

    static byte[] bytes(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> Base64Text.decode(parser.getText());
            case START_ARRAY, START_OBJECT ->
                    throw cannotBe(parser, "ByteBuffer", "java.nio.ByteBuffer");
            default ->
                    throw DynamoDbException.serialization(
                            "only base-64-encoded strings are convertible to bytes");
        };
    }

    static boolean flag(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING ->
                    switch (parser.getText().toUpperCase(Locale.ROOT)) {
                        case "TRUE", "1", "YES" -> true;
                        case "FALSE", "0", "NO" -> false;
                        default ->
                                throw DynamoDbException.serialization(
                                        "Unexpected token received from parser");
                    };
            default -> throw cannotBe(parser, "Boolean", "java.lang.Boolean");
        };
    }

    static long whole(JsonParser parser, String kind) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> clamped(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT ->
                    clamped(
                            parser.getDecimalValue()
                                    .setScale(0, RoundingMode.FLOOR)
                                    .toBigInteger());
            default -> throw cannotBe(parser, kind, "java.lang." + kind);
        };
    }

    static double fraction(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> throw cannotBe(parser, "Double", "java.lang.Double");
        };
    }

    static void requireArray(JsonParser parser) {
        switch (parser.currentToken()) {
            case START_ARRAY -> {}
            case START_OBJECT ->
                    throw DynamoDbException.serialization(
                            "Start of structure or map found where not expected");
            default -> throw DynamoDbException.serialization("Unexpected field type");
        }
    }

    static void requireObject(JsonParser parser, Shape shape) {
        switch (parser.currentToken()) {
            case START_OBJECT -> {}
            case START_ARRAY ->
                    throw DynamoDbException.serialization(
                            "Unrecognized collection type "
                                    + (shape instanceof Shape.Structure ? "class " : "")
                                    + Shape.javaName(shape));
            default -> throw DynamoDbException.serialization("Unexpected field type");
        }
    }

    private static long clamped(BigInteger value) {
        return value.min(LONG_MAX).max(LONG_MIN).longValue();
    }

    private static DynamoDbException cannotBe(JsonParser parser, String kind, String javaName) {
        return DynamoDbException.serialization(
                switch (parser.currentToken()) {
                    case START_ARRAY -> "Unrecognized collection type class " + javaName;
                    case START_OBJECT -> "Start of structure or map found where not expected";
                    case VALUE_NUMBER_INT -> "NUMBER_VALUE cannot be converted to " + kind;
                    case VALUE_NUMBER_FLOAT -> "DECIMAL_VALUE cannot be converted to " + kind;
                    case VALUE_TRUE -> "TRUE_VALUE cannot be converted to " + kind;
                    case VALUE_FALSE -> "FALSE_VALUE cannot be converted to " + kind;
                    case VALUE_NULL -> "NULL_VALUE cannot be converted to " + kind;
                    default -> "STRING_VALUE cannot be converted to " + kind;
                });
    }
}
