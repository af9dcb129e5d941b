package io.kvasir.router.dynamodb.validation;

import static io.kvasir.router.dynamodb.shape.Shape.integer;
import static io.kvasir.router.dynamodb.shape.Shape.listOf;
import static io.kvasir.router.dynamodb.shape.Shape.structure;
import static io.kvasir.router.dynamodb.shape.Shape.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.RequestReader;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConstraintCheckTest {
    private static final Shape.Structure GET =
            structure("GetItemInput")
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY)
                    .with("AttributesToGet", Shapes.ATTRIBUTES_TO_GET)
                    .require("TableName", Shapes.TABLE)
                    .require("Key", Shapes.ATTRIBUTES);

    @Test
    void allFaultsComeTogetherInTheOrderOfTheMembers() {
        assertThat(
                        message(
                                GET,
                                "{\"TableName\":\"abc;\",\"ReturnConsumedCapacity\":\"hi\",\"AttributesToGet\":[]}"))
                .isEqualTo(
                        "4 validation errors detected: "
                                + "Value 'hi' at 'returnConsumedCapacity' failed to satisfy constraint: "
                                + "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; "
                                + "Value '[]' at 'attributesToGet' failed to satisfy constraint: "
                                + "Member must have length greater than or equal to 1; "
                                + "Value 'abc;' at 'tableName' failed to satisfy constraint: "
                                + "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
                                + "Value null at 'key' failed to satisfy constraint: "
                                + "Member must not be null");
    }

    @Test
    void aSingleFaultIsNoPlural() {
        assertThat(message(GET, "{\"TableName\":\"\",\"Key\":{}}"))
                .isEqualTo(
                        "1 validation error detected: Value '' at 'tableName' failed to satisfy"
                                + " constraint: Member must have length greater than or equal to 1");
        assertThat(message(GET, "{\"Key\":{}}"))
                .isEqualTo(
                        "1 validation error detected: Value null at 'tableName' failed to satisfy"
                                + " constraint: Member must not be null");
    }

    @Test
    void anArnStandsForTheNameOfATableThatShouldBeThere() {
        assertThatCode(() ->
                        check(
                                GET,
                                "{\"TableName\":\"arn:aws:dynamodb:eu-west-1:123456789012:table/music\",\"Key\":{}}"))
                .doesNotThrowAnyException();
    }

    @Test
    void nestedFaultsGiveTheirPath() {
        Shape.Structure create =
                structure("CreateTableInput")
                        .require(
                                "KeySchema",
                                listOf(
                                        structure("KeySchemaElement")
                                                .require("AttributeName", text())
                                                .require("KeyType", Shape.oneOf("HASH", "RANGE")),
                                        1,
                                        2));

        assertThat(
                        message(
                                create,
                                "{\"KeySchema\":[{\"KeyType\":\"HASH\"},{\"AttributeName\":\"a\"},"
                                        + "{\"KeyType\":\"Woop\",\"AttributeName\":\"a\"}]}"))
                .isEqualTo(
                        "4 validation errors detected: "
                                + "Value '[KeySchemaElement(keyType=HASH), KeySchemaElement(attributeName=a), "
                                + "KeySchemaElement(attributeName=a, keyType=Woop)]' at 'keySchema' failed to satisfy constraint: "
                                + "Member must have length less than or equal to 2; "
                                + "Value null at 'keySchema.1.member.attributeName' failed to satisfy constraint: "
                                + "Member must not be null; "
                                + "Value null at 'keySchema.2.member.keyType' failed to satisfy constraint: "
                                + "Member must not be null; "
                                + "Value 'Woop' at 'keySchema.3.member.keyType' failed to satisfy constraint: "
                                + "Member must satisfy enum value set: [HASH, RANGE]");
    }

    @Test
    void numbersHaveTheirRange() {
        Shape.Structure list = structure("ListTablesInput").with("Limit", integer(1, 100));

        assertThat(message(list, "{\"Limit\":0}"))
                .endsWith(
                        "Value '0' at 'limit' failed to satisfy constraint: Member must have value"
                                + " greater than or equal to 1");
        assertThat(message(list, "{\"Limit\":101}"))
                .endsWith(
                        "Value '101' at 'limit' failed to satisfy constraint: Member must have value"
                                + " less than or equal to 100");
        assertThatCode(() -> check(list, "{\"Limit\":100}")).doesNotThrowAnyException();
    }

    @Test
    void noMoreThanTenFaultsAreTold() {
        Shape.Structure list =
                structure("Input").with("Names", listOf(text().matching("[a-z]+").lengths(3, 5)));

        assertThat(message(list, "{\"Names\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"]}"))
                .startsWith("10 validation errors detected: ");
    }

    private static String message(Shape.Structure shape, String json) {
        return catchThrowableOfType(DynamoDbException.class, () -> check(shape, json))
                .error()
                .message();
    }

    private static void check(Shape.Structure shape, String json) {
        ConstraintCheck.check(RequestReader.read(json.getBytes(StandardCharsets.UTF_8), shape));
    }
}
