package io.kvasir.model.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import io.kvasir.model.key.KeyspaceId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemKeysTest {
    private static final Table HASH = table(KeySchema.of("a", KeyType.S));
    private static final Table RANGE = table(KeySchema.of("a", KeyType.S, "b", KeyType.B));

    private static Table table(KeySchema schema) {
        return new Table(
                new TableName("things"),
                "1",
                new KeyspaceId(7),
                schema,
                Table.State.ACTIVE,
                Instant.EPOCH);
    }

    private static Item key(String a, String b) {
        return Item.of("a", AttributeValue.of(a)).with("b", AttributeValue.of(Bytes.utf8(b)));
    }

    @Test
    void anItemsKeyNamesTheItem() {
        Item item = key("x", "y").with("c", AttributeValue.of(1));
        Bytes key = ItemKeys.ofItem(RANGE, item);
        assertThat(key).isEqualTo(ItemKeys.ofKey(RANGE, key("x", "y")));
        assertThat(ItemKeys.keyOf(RANGE, key)).isEqualTo(key("x", "y"));
        Bytes plain = ItemKeys.ofItem(HASH, item);
        assertThat(ItemKeys.keyOf(HASH, plain)).isEqualTo(Item.of("a", AttributeValue.of("x")));
    }

    @Test
    void itemsWithoutAKeyAreRefusedAsTheServiceDoes() {
        refused(
                HASH,
                Item.EMPTY,
                "One or more parameter values were invalid: Missing the key a in the item");
        refused(
                RANGE,
                Item.of("a", AttributeValue.of("x")),
                "One or more parameter values were invalid: Missing the key b in the item");
        refused(
                HASH,
                Item.of("a", AttributeValue.of(1)),
                "One or more parameter values were invalid: Type mismatch for key a expected: S actual: N");
        refused(
                HASH,
                Item.of("a", AttributeValue.of("")),
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: a");
        refused(
                RANGE,
                key("x", ""),
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: b");
        refused(
                HASH,
                Item.of("a", AttributeValue.of("x".repeat(2049))),
                "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes");
        refused(
                RANGE,
                key("x", "y".repeat(1025)),
                "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
        assertThat(ItemKeys.ofItem(RANGE, key("x".repeat(2048), "y".repeat(1024))).length())
                .isEqualTo(12 + 2048 + 2 + 1024);
    }

    private static void refused(Table table, Item item, String error) {
        assertThatThrownBy(() -> ItemKeys.ofItem(table, item))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage(error);
    }

    @Test
    void aKeyHasTheSchemasAttributesAndNoOthers() {
        for (Item wrong :
                new Item[] {
                    Item.EMPTY,
                    Item.of("b", AttributeValue.of("x")),
                    Item.of("a", AttributeValue.of(1)),
                    key("x", "y")
                }) {
            assertThatThrownBy(() -> ItemKeys.ofKey(HASH, wrong))
                    .hasMessage("The provided key element does not match the schema");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "", "a b", "tä", "a/b"})
    void tableNamesAreRefused(String name) {
        assertThatThrownBy(() -> new TableName(name)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> new TableName("x".repeat(256)))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void tableNamesHave3To255Characters() {
        assertThat(new TableName("a.-")).hasToString("a.-");
        assertThat(new TableName("_".repeat(255)).value()).hasSize(255);
    }
}
