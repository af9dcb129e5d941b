package io.kvasir.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonItemsTest {
    @Test
    void aPlainObjectBecomesAnItemOfTheNaturalTypes() {
        Item item =
                JsonItems.read(
                        "{\"s\":\"a\",\"n\":1.50,\"t\":true,\"z\":null,\"l\":[1,\"x\"],\"m\":{\"k\":{}}}",
                        JsonFormat.PLAIN);

        assertThat(item.get("s")).isEqualTo(AttributeValue.of("a"));
        assertThat(item.get("n")).isEqualTo(AttributeValue.of(Decimal.parse("1.5")));
        assertThat(item.get("t")).isEqualTo(AttributeValue.of(true));
        assertThat(item.get("z")).isEqualTo(new AttributeValue.NullValue());
        assertThat(item.get("l"))
                .isEqualTo(
                        new AttributeValue.ListValue(
                                List.of(AttributeValue.of(1), AttributeValue.of("x"))));
        assertThat(item.get("m")).isInstanceOf(AttributeValue.MapValue.class);
    }

    @Test
    void numbersOf38DigitsSurviveBothFormats() {
        String digits = "12345678901234567890123456789012345678";
        Item item = JsonItems.read("{\"n\":" + digits + "}", JsonFormat.PLAIN);

        assertThat(JsonItems.write(item, JsonFormat.PLAIN)).isEqualTo("{\"n\":" + digits + "}");
        assertThat(JsonItems.write(item, JsonFormat.DYNAMODB))
                .isEqualTo("{\"n\":{\"N\":\"" + digits + "\"}}");
    }

    @Test
    void allTenTypesReadBackFromTypedJson() {
        Item item = allTypes();

        String text = JsonItems.write(item, JsonFormat.DYNAMODB);

        assertThat(JsonItems.read(text, JsonFormat.DYNAMODB)).isEqualTo(item);
        assertThat(JsonItems.read(text, JsonFormat.AUTO)).isEqualTo(item);
    }

    @Test
    void anExportedLineIsTakenOutOfItsWrapper() {
        Item item = JsonItems.read("{\"Item\":{\"id\":{\"S\":\"a\"}}}", JsonFormat.AUTO);

        assertThat(item).isEqualTo(Item.of("id", AttributeValue.of("a")));
    }

    @Test
    void anObjectThatOnlySometimesLooksTypedIsPlain() {
        Item item = JsonItems.read("{\"id\":{\"S\":\"a\"},\"n\":1}", JsonFormat.AUTO);

        assertThat(item.get("id")).isInstanceOf(AttributeValue.MapValue.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"a\":1}{",
                "{\"a\":1,\"a\":2}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":1e999}",
                "{'a':1}",
            })
    void whatIsNoItemIsRefusedWithAMessage(String text) {
        assertThatThrownBy(() -> JsonItems.read(text, JsonFormat.AUTO))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageMatching("(?s).{10,}");
    }

    @Test
    void aWrongTypedValueIsNamedByItsPath() {
        assertThatThrownBy(() ->
                        JsonItems.read(
                                "{\"a\":{\"L\":[{\"S\":\"x\"},{\"N\":7}]}}", JsonFormat.DYNAMODB))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("/a/1")
                .hasMessageContaining("'N' must be a string");
    }

    @Test
    void aBareWordOnTheCommandLineIsText() {
        assertThat(JsonItems.readValueOrText("7")).isEqualTo(AttributeValue.of(7));
        assertThat(JsonItems.readValueOrText("libs")).isEqualTo(AttributeValue.of("libs"));
        assertThat(JsonItems.readValueOrText("\"7\"")).isEqualTo(AttributeValue.of("7"));
    }

    private static Item allTypes() {
        LinkedHashMap<String, AttributeValue> all = new LinkedHashMap<>();
        all.put("s", AttributeValue.of("ä \"quoted\" \n"));
        all.put("n", AttributeValue.of(Decimal.parse("-1E-100")));
        all.put("b", AttributeValue.of(Bytes.ofHex("00ff10")));
        all.put("bool", AttributeValue.of(false));
        all.put("null", new AttributeValue.NullValue());
        all.put("ss", new AttributeValue.StringSet(new LinkedHashSet<>(List.of("x", "y"))));
        all.put(
                "ns",
                new AttributeValue.NumberSet(
                        new LinkedHashSet<>(List.of(Decimal.of(3), Decimal.of(-2)))));
        all.put(
                "bs",
                new AttributeValue.BinarySet(new LinkedHashSet<>(List.of(Bytes.ofHex("01")))));
        all.put("l", new AttributeValue.ListValue(List.copyOf(all.values())));
        all.put("m", new AttributeValue.MapValue(new LinkedHashMap<>(all)));
        return new Item(all);
    }
}
