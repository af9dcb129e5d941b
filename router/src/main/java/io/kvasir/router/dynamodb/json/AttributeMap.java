package io.kvasir.router.dynamodb.json;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Attribute values by name as read: an item, a key, the values of an expression.
///
/// @param values all of them; one with a fault stands for its type only
/// @param faultAt the name of the first value with a fault
public record AttributeMap(
        SequencedMap<String, AttributeValue> values,
        @Nullable String faultAt,
        @Nullable ValueFault fault) {

    public Item item() {
        return new Item(values);
    }
}
