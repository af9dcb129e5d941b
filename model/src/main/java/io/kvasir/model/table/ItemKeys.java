package io.kvasir.model.table;

import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import org.jspecify.annotations.Nullable;

/// Between a table's items and keys of the global key space.
public final class ItemKeys {
    private ItemKeys() {}

    /// The global key of an item of the table.
    ///
    /// @throws InvalidArgumentException where a key attribute is missing, of another type, empty or
    ///   too long
    public static Bytes ofItem(Table table, Item item) {
        KeySchema schema = table.keySchema();
        Bytes partitionKey = partitionKey(schema, required(item, schema.partitionKey()));
        Bytes sortKey = Bytes.EMPTY;
        if (schema.sortKey().isPresent()) {
            KeyAttribute attribute = schema.sortKey().get();
            sortKey = sortKey(attribute, required(item, attribute));
        }
        return GlobalKey.of(table.keyspace(), partitionKey, sortKey);
    }

    /// The global key that exactly the key attributes name.
    ///
    /// @throws InvalidArgumentException as `ofItem`, and where there are other attributes
    public static Bytes ofKey(Table table, Item key) {
        int expected = table.keySchema().sortKey().isPresent() ? 2 : 1;
        if (key.attributes().size() != expected) {
            throw new InvalidArgumentException(
                    "The provided key element does not match the schema");
        }
        for (String name : key.attributes().keySet()) {
            if (!table.keySchema().isKeyAttribute(name)) {
                throw new InvalidArgumentException(
                        "The provided key element does not match the schema");
            }
        }
        return ofItem(table, key);
    }

    public static Bytes partitionKey(KeySchema schema, AttributeValue value) {
        KeyAttribute attribute = schema.partitionKey();
        return GlobalKey.ordered(
                attribute.name(), attribute.type(), value, Limits.PARTITION_KEY_BYTES_MAX);
    }

    public static Bytes sortKey(KeyAttribute attribute, AttributeValue value) {
        return GlobalKey.ordered(
                attribute.name(), attribute.type(), value, Limits.SORT_KEY_BYTES_MAX);
    }

    /// The key attributes of the item at a global key of the table.
    public static Item keyOf(Table table, Bytes globalKey) {
        KeySchema schema = table.keySchema();
        KeyAttribute partition = schema.partitionKey();
        Item key =
                Item.of(
                        partition.name(),
                        GlobalKey.value(partition.type(), GlobalKey.partitionKeyOf(globalKey)));
        if (schema.sortKey().isEmpty()) {
            return key;
        }
        KeyAttribute sort = schema.sortKey().get();
        return key.with(sort.name(), GlobalKey.value(sort.type(), GlobalKey.sortKeyOf(globalKey)));
    }

    private static AttributeValue required(Item item, KeyAttribute attribute) {
        @Nullable AttributeValue value = item.get(attribute.name());
        if (value == null) {
            throw new InvalidArgumentException(
                    "Missing the key " + attribute.name() + " in the item");
        }
        return value;
    }
}
