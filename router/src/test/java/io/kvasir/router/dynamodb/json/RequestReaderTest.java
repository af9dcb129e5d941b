package io.kvasir.router.dynamodb.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import io.kvasir.router.dynamodb.error.DynamoDbErrorType;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    private static final Shape.Structure SHAPE =
            Shape.structure("Input")
                    .with("Text", Shape.text())
                    .with("Flag", Shape.flag())
                    .with("Number", Shape.integer(1, 100))
                    .with("Texts", Shape.listOf(Shape.text()))
                    .with("Names", Shapes.NAMES)
                    .with("Item", Shapes.ATTRIBUTES)
                    .with("Keys", Shape.listOf(Shapes.ATTRIBUTES))
                    .with("Value", Shapes.ATTRIBUTE)
                    .with("Throughput", Shapes.PROVISIONED_THROUGHPUT)
                    .with("Tags", Shape.listOf(Shape.structure("Tag").with("Key", Shape.text())));

    @Test
    void everyTypeOfValueIsReadAndWrittenBackAsItCame() {
        String json =
                "{\"s\":{\"S\":\"ä\\u0000\\n\"},\"n\":{\"N\":\"-12.5\"},\"b\":{\"B\":\"AAH/\"},"
                        + "\"t\":{\"BOOL\":true},\"z\":{\"NULL\":true},"
                        + "\"ss\":{\"SS\":[\"b\",\"a\"]},\"ns\":{\"NS\":[\"1\",\"2.5\"]},"
                        + "\"bs\":{\"BS\":[\"AA==\",\"AQ==\"]},"
                        + "\"l\":{\"L\":[{\"S\":\"\"},{\"L\":[]}]},\"m\":{\"M\":{\"k\":{\"M\":{}}}}}";

        Item item = item(json);

        assertThat(new String(JsonReply.object(reply -> reply.item("Item", item)), utf8()))
                .isEqualTo("{\"Item\":" + json + "}");
        assertThat(item.get("n")).isEqualTo(AttributeValue.of(decimal("-12.5")));
        assertThat(item.get("b"))
                .isEqualTo(AttributeValue.of(Bytes.copyOf(new byte[] {0, 1, (byte) 0xFF})));
        assertThat(item.get("ns"))
                .isEqualTo(
                        new AttributeValue.NumberSet(
                                new LinkedHashSet<>(List.of(decimal("1"), decimal("2.5")))));
    }

    @Test
    void numbersAreExactAndTrimmed() {
        assertThat(item("{\"n\":{\"N\":\"1e3\"}}").get("n")).isEqualTo(AttributeValue.of(1000));
        assertThat(item("{\"n\":{\"N\":\"0001.500\"}}").get("n"))
                .isEqualTo(AttributeValue.of(decimal("1.5")));
        assertThat(item("{\"n\":{\"N\":\"12345678901234567890123456789012345678\"}}").get("n"))
                .isEqualTo(AttributeValue.of(decimal("12345678901234567890123456789012345678")));
    }

    @Test
    void unknownMembersAndNullsAreLeftOut() {
        Structure read =
                read("{\"Text\":\"a\",\"Flag\":null,\"Other\":{\"x\":[1,{}]},\"Number\":7}");

        assertThat(read.text("Text")).isEqualTo("a");
        assertThat(read.has("Flag")).isFalse();
        assertThat(read.whole("Number")).isEqualTo(7L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "Text":1                    | NUMBER_VALUE cannot be converted to String
                    "Text":1.5                  | DECIMAL_VALUE cannot be converted to String
                    "Text":true                 | TRUE_VALUE cannot be converted to String
                    "Text":[]                   | Unrecognized collection type class java.lang.String
                    "Text":{}                   | Start of structure or map found where not expected
                    "Flag":"23"                 | Unexpected token received from parser
                    "Flag":23                   | NUMBER_VALUE cannot be converted to Boolean
                    "Flag":[]                   | Unrecognized collection type class java.lang.Boolean
                    "Number":"23"               | STRING_VALUE cannot be converted to Integer
                    "Number":false              | FALSE_VALUE cannot be converted to Integer
                    "Number":{}                 | Start of structure or map found where not expected
                    "Texts":"23"                | Unexpected field type
                    "Texts":{}                  | Start of structure or map found where not expected
                    "Texts":[1]                 | NUMBER_VALUE cannot be converted to String
                    "Names":"23"                | Unexpected field type
                    "Names":[]                  | Unrecognized collection type java.util.Map<java.lang.String, java.lang.String>
                    "Item":[]                   | Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>
                    "Item":{"a":"x"}            | Unexpected value type in payload
                    "Item":{"a":[]}             | Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue
                    "Item":{"a":{"S":1}}        | NUMBER_VALUE cannot be converted to String
                    "Item":{"a":{"B":1}}        | only base-64-encoded strings are convertible to bytes
                    "Item":{"a":{"B":[]}}       | Unrecognized collection type class java.nio.ByteBuffer
                    "Item":{"a":{"B":"23456"}}  | Base64 encoded length is expected a multiple of 4 bytes but found: 5
                    "Item":{"a":{"B":"=+/="}}   | Invalid last non-pad Base64 character dectected
                    "Item":{"a":{"B":"+/+="}}   | Invalid last non-pad Base64 character dectected
                    "Item":{"a":{"SS":"x"}}     | Unexpected field type
                    "Item":{"a":{"L":[1]}}      | Unexpected value type in payload
                    "Item":{"a":{"M":[]}}       | Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>
                    "Value":"x"                 | Unexpected field type
                    "Value":[]                  | Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue
                    "Throughput":"x"            | Unexpected field type
                    "Throughput":[]             | Unrecognized collection type class com.amazonaws.dynamodb.v20120810.ProvisionedThroughput
                    "Tags":["x"]                | Unexpected value type in payload
                    "Tags":[[]]                 | Unrecognized collection type class com.amazonaws.dynamodb.v20120810.Tag
                    """)
    void aValueOfAnotherTypeIsToldOffInTheServicesWords(String member, String message) {
        assertThat(fault("{" + member + "}").error().type())
                .isEqualTo(DynamoDbErrorType.SERIALIZATION);
        assertThat(fault("{" + member + "}").error().message()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hi", "[]", "1", "{", "{\"Text\":}", "{} {}", "{\"Text\":\"a\"}x"})
    void whatIsNoJsonObjectHasNoMessage(String body) {
        assertThat(fault(body).error().type()).isEqualTo(DynamoDbErrorType.SERIALIZATION);
        assertThat(fault(body).error().message()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                      | Supplied AttributeValue is empty, must contain exactly one of the supported datatypes
                    {"a":""}                | Supplied AttributeValue is empty, must contain exactly one of the supported datatypes
                    {"M":{"a":{}}}          | Supplied AttributeValue is empty, must contain exactly one of the supported datatypes
                    {"L":[{}]}              | Supplied AttributeValue is empty, must contain exactly one of the supported datatypes
                    {"S":"a","N":"1"}       | Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes
                    {"S":"a","N":""}        | `The parameter cannot be converted to a numeric value: `
                    {"N":"b"}               | The parameter cannot be converted to a numeric value: b
                    {"N":"1e126"}           | Number overflow. Attempting to store a number with magnitude larger than supported range
                    {"N":"1e-131"}          | Number underflow. Attempting to store a number with magnitude smaller than supported range
                    {"N":"123456789012345678901234567890123456789"} | Attempting to store more than 38 significant digits in a Number
                    {"NULL":false}          | One or more parameter values were invalid: Null attribute value types must have the value of true
                    {"SS":[]}               | One or more parameter values were invalid: An string set  may not be empty
                    {"NS":[]}               | One or more parameter values were invalid: An number set  may not be empty
                    {"BS":[]}               | One or more parameter values were invalid: Binary sets should not be empty
                    {"SS":["b","a","b"]}    | One or more parameter values were invalid: Input collection ["a", "b", "b"] contains duplicates.
                    {"NS":["1","1.0"]}      | One or more parameter values were invalid: Input collection contains duplicates.
                    {"BS":["/w==","AA==","AA=="]} | One or more parameter values were invalid: Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.
                    """)
    void aFaultOfContentIsNotedWithItsName(String value, String message) {
        AttributeMap map =
                read("{\"Item\":{\"ok\":{\"S\":\"\"},\"bad\":" + value + "}}").attributes("Item");

        assertThat(map).isNotNull();
        assertThat(map.faultAt()).isEqualTo("bad");
        assertThat(map.fault()).isNotNull();
        assertThat(map.fault().message()).isEqualTo(message);
    }

    @Test
    void valuesNestToThirtyTwoLevels() {
        assertThat(nested(31)).isNull();
        assertThat(nested(32)).isNotNull();
        assertThat(nested(32).message()).startsWith("Nesting Levels have exceeded");
    }

    @Test
    void aFaultOfFormFurtherOnComesFirst() {
        assertThat(fault("{\"Item\":{\"a\":{\"SS\":[]},\"b\":{\"S\":1}}}").error().message())
                .isEqualTo("NUMBER_VALUE cannot be converted to String");
    }

    private static @Nullable ValueFault nested(int lists) {
        String value = "{\"L\":[".repeat(lists) + "{\"S\":\"a\"}" + "]}".repeat(lists);
        AttributeMap map = read("{\"Item\":{\"a\":" + value + "}}").attributes("Item");
        assertThat(map).isNotNull();
        return map.fault();
    }

    private static DynamoDbException fault(String body) {
        return catchThrowableOfType(DynamoDbException.class, () -> read(body));
    }

    private static Item item(String json) {
        AttributeMap map = read("{\"Item\":" + json + "}").attributes("Item");
        assertThat(map).isNotNull();
        assertThat(map.fault()).isNull();
        SequencedMap<String, AttributeValue> values = new LinkedHashMap<>(map.values());
        return new Item(values);
    }

    private static Structure read(String body) {
        return RequestReader.read(body.getBytes(StandardCharsets.UTF_8), SHAPE);
    }

    private static Decimal decimal(String text) {
        return new Decimal(new BigDecimal(text));
    }

    private static java.nio.charset.Charset utf8() {
        return StandardCharsets.UTF_8;
    }
}
