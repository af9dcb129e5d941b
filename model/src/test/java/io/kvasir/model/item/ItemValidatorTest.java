package io.kvasir.model.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemValidatorTest {
    @Test
    void anItemMayHave400KbButNotOneByteMore() {
        Item largest = Item.of("a", AttributeValue.of("x".repeat(Limits.ITEM_BYTES_MAX - 1)));
        assertThat(ItemValidator.requireItem(largest)).isEqualTo(409_600);
        Item larger = Item.of("ab", AttributeValue.of("x".repeat(Limits.ITEM_BYTES_MAX - 1)));
        assertThatThrownBy(() -> ItemValidator.requireItem(larger))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("Item size has exceeded the maximum allowed size");
        assertThatThrownBy(() -> ItemValidator.requireUpdatedItem(larger))
                .hasMessage("Item size to update has exceeded the maximum allowed size");
    }

    @Test
    void documentsNest31LevelsBelowTheItem() {
        assertThat(ItemValidator.requireItem(nested(31, true))).isPositive();
        assertThat(ItemValidator.requireItem(nested(31, false))).isPositive();
        for (boolean maps : new boolean[] {true, false}) {
            assertThatThrownBy(() -> ItemValidator.requireItem(nested(32, maps)))
                    .hasMessage(
                            "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit");
        }
    }

    private static Item nested(int containers, boolean maps) {
        AttributeValue value = AttributeValue.of(1);
        for (int i = 0; i < containers; i++) {
            if (maps) {
                LinkedHashMap<String, AttributeValue> entries = new LinkedHashMap<>();
                entries.put("n", value);
                value = new AttributeValue.MapValue(entries);
            } else {
                value = new AttributeValue.ListValue(List.of(value));
            }
        }
        return Item.of("a", value);
    }

    @Test
    void namesHaveOneTo65535Bytes() {
        String longest = "n".repeat(Limits.ATTRIBUTE_NAME_BYTES_MAX);
        assertThat(ItemValidator.requireItem(Item.of(longest, AttributeValue.of(1))))
                .isEqualTo(65_537);
        assertThatThrownBy(() ->
                        ItemValidator.requireItem(Item.of(longest + "n", AttributeValue.of(1))))
                .hasMessageContaining("Attribute name is too large");
        assertThatThrownBy(() -> ItemValidator.requireItem(Item.of("", AttributeValue.of(1))))
                .isInstanceOf(InvalidArgumentException.class);
    }
}
