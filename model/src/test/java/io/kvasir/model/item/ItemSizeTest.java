package io.kvasir.model.item;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.RandomRuns;
import io.kvasir.model.RandomValues;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 2",
        "-1, 3",
        "12, 2",
        "99, 2",
        "100, 2",
        "123, 3",
        "1234, 3",
        "0.5, 2",
        "12.3, 3",
        "1.2, 3",
        "-1234.5, 5",
        "12345678901234567890123456789012345678, 20",
        "1E125, 2",
    })
    void aNumberTakesABytePerTwoDigits(String number, int bytes) {
        assertThat(ItemSize.of(Decimal.parse(number))).isEqualTo(bytes);
    }

    @Test
    void followsTheRulesForEachType() {
        assertThat(size(AttributeValue.of("é€😀"))).isEqualTo(9);
        assertThat(size(AttributeValue.of(Bytes.ofHex("00ff")))).isEqualTo(2);
        assertThat(size(AttributeValue.of(true))).isEqualTo(1);
        assertThat(size(new AttributeValue.NullValue())).isEqualTo(1);
        assertThat(size(AttributeValue.setOfStrings(List.of("a", "bcd")))).isEqualTo(4);
        assertThat(size(AttributeValue.setOfNumbers(List.of(Decimal.of(1), Decimal.of(123)))))
                .isEqualTo(5);
        assertThat(size(AttributeValue.setOfBinaries(List.of(Bytes.ofHex("0102"))))).isEqualTo(2);
        assertThat(size(new AttributeValue.ListValue(List.of()))).isEqualTo(3);
        assertThat(size(new AttributeValue.ListValue(List.of(AttributeValue.of("ab")))))
                .isEqualTo(3 + 1 + 2);
        LinkedHashMap<String, AttributeValue> entries = new LinkedHashMap<>();
        entries.put("key", AttributeValue.of("ab"));
        assertThat(size(new AttributeValue.MapValue(entries))).isEqualTo(3 + 1 + 3 + 2);
        assertThat(ItemSize.of(Item.of("naïve", AttributeValue.of("")))).isEqualTo(6);
    }

    private static long size(AttributeValue value) {
        return ItemSize.of(value);
    }

    @Test
    void measuresUtf8WithoutEncodingIt() {
        assertThat(ItemSize.utf8Length("\uD800a\uDC00")).isEqualTo(3);
        RandomRuns.each(
                ItemSizeTest.class,
                500,
                dice -> {
                    String text = RandomValues.text(dice, 20);
                    assertThat(ItemSize.utf8Length(text))
                            .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
                });
    }
}
