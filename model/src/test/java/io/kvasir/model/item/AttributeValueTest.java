package io.kvasir.model.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributeValueTest {
    @Test
    void setsCompareWithoutOrderAndNumbersByValue() {
        assertThat(AttributeValue.setOfStrings(List.of("a", "b")))
                .isEqualTo(AttributeValue.setOfStrings(List.of("b", "a")))
                .hasSameHashCodeAs(AttributeValue.setOfStrings(List.of("b", "a")));
        assertThat(AttributeValue.setOfNumbers(List.of(Decimal.parse("1.0"))))
                .isEqualTo(AttributeValue.setOfNumbers(List.of(Decimal.of(1))));
    }

    @Test
    void emptySetsCannotBe() {
        assertThatThrownBy(() -> new AttributeValue.StringSet(new LinkedHashSet<>()))
                .hasMessage(
                        "One or more parameter values were invalid: An string set  may not be empty");
        assertThatThrownBy(() -> AttributeValue.setOfNumbers(List.of()))
                .hasMessage(
                        "One or more parameter values were invalid: An number set  may not be empty");
        assertThatThrownBy(() -> AttributeValue.setOfBinaries(List.of()))
                .hasMessage(
                        "One or more parameter values were invalid: Binary sets should not be empty");
    }

    @Test
    void duplicatesInSetsAreRefused() {
        assertThatThrownBy(() -> AttributeValue.setOfStrings(List.of("a", "a")))
                .hasMessage(
                        "One or more parameter values were invalid: Input collection [a, a] contains duplicates.");
        assertThatThrownBy(() ->
                        AttributeValue.setOfNumbers(List.of(Decimal.of(1), Decimal.parse("1.0"))))
                .hasMessage("Input collection contains duplicates");
        assertThatThrownBy(() ->
                        AttributeValue.setOfBinaries(List.of(Bytes.utf8("b"), Bytes.utf8("b"))))
                .hasMessage(
                        "One or more parameter values were invalid: Input collection [Yg==, Yg==]of type BS contains duplicates.");
    }

    @Test
    void laterChangesOfTheSourceDoNotReachIt() {
        List<AttributeValue> elements = new ArrayList<>(List.of(AttributeValue.of(1)));
        LinkedHashMap<String, AttributeValue> entries = new LinkedHashMap<>();
        AttributeValue list = new AttributeValue.ListValue(elements);
        AttributeValue map = new AttributeValue.MapValue(entries);
        elements.clear();
        entries.put("a", list);
        assertThat(list).isEqualTo(new AttributeValue.ListValue(List.of(AttributeValue.of(1))));
        assertThat(map).isEqualTo(new AttributeValue.MapValue(new LinkedHashMap<>()));
    }

    @Test
    void itemsCompareByContentAndKeepTheirOrder() {
        Item item = Item.of("a", AttributeValue.of(1)).with("b", AttributeValue.of(2));
        Item turned = Item.of("b", AttributeValue.of(2)).with("a", AttributeValue.of(1));
        assertThat(item).isEqualTo(turned).hasSameHashCodeAs(turned);
        assertThat(item.with("a", AttributeValue.of(3)).attributes().keySet())
                .containsExactly("a", "b");
        assertThat(item.without("a")).isEqualTo(Item.of("b", AttributeValue.of(2)));
        assertThat(item.without("a").without("b")).isEqualTo(Item.EMPTY);
        assertThat(item.get("c")).isNull();
    }
}
