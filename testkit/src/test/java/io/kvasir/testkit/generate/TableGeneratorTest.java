package io.kvasir.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.item.Item;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.model.table.Table;
import io.kvasir.testkit.Seeds;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TableGeneratorTest {
    @Test
    void everyItemHasTheKeyOfItsTable() {
        Seeds.each(
                20,
                seed -> {
                    TableGenerator tables = new TableGenerator(seed.random("tables"));
                    for (int i = 0; i < 50; i++) {
                        Table table = tables.table();
                        Item item = tables.item(table);
                        assertThat(ItemKeys.ofItem(table, item).length()).isPositive();
                        assertThat(ItemKeys.keyOf(table, ItemKeys.ofKey(table, tables.key(table))))
                                .isNotNull();
                    }
                });
    }

    @Test
    void allTenTypesAppear() {
        Seeds.each(
                5,
                seed -> {
                    ValueGenerator values = new ValueGenerator(seed.random("values"));
                    TreeSet<String> types = new TreeSet<>();
                    for (int i = 0; i < 500; i++) {
                        types.add(values.value(2).typeName());
                    }
                    assertThat(types).hasSize(10);
                });
    }
}
