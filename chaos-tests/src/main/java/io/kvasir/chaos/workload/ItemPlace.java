package io.kvasir.chaos.workload;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One item of the workload: a register, whose value is a text, or a counter.
public record ItemPlace(String table, String key) {
    static final String KEY = "k";
    static final String VALUE = "v";
    static final String COUNT = "n";
    static final KeySchema SCHEMA = KeySchema.of(KEY, KeyType.S);

    Item keyItem() {
        return Item.of(KEY, AttributeValue.of(key));
    }

    Item holding(String value) {
        return keyItem().with(VALUE, AttributeValue.of(value));
    }

    /// What an item says, as histories hold it; null where there is no item.
    static @Nullable String shown(Optional<Item> item) {
        if (item.isEmpty()) {
            return null;
        }
        AttributeValue count = item.get().get(COUNT);
        if (count instanceof AttributeValue.NumberValue(Decimal number)) {
            return number.toString();
        }
        return item.get().get(VALUE) instanceof AttributeValue.StringValue(String text)
                ? text
                : "neither text nor number: " + item.get();
    }

    static long counted(Item item) {
        String shown = shown(Optional.of(item));
        return Long.parseLong(String.valueOf(shown));
    }
}
