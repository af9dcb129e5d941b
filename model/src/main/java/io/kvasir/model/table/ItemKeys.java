package io.kvasir.model.table;

import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import io.kvasir.model.key.KeyType;
import org.jspecify.annotations.Nullable;

/// Between a table's items and keys of the global key space.
public final class ItemKeys {
    private static final String NO_MATCH = "The provided key element does not match the schema";

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
            throw new InvalidArgumentException(NO_MATCH);
        }
        requireType(key, table.keySchema().partitionKey());
        table.keySchema().sortKey().ifPresent(attribute -> requireType(key, attribute));
        return ofItem(table, key);
    }

    /// The ordered bytes of a partition key's value.
    ///
    /// @throws InvalidArgumentException where it is of another type, empty or too long
    public static Bytes partitionKey(KeySchema schema, AttributeValue value) {
        Bytes bytes = ordered(schema.partitionKey(), value);
        if (bytes.length() > Limits.PARTITION_KEY_BYTES_MAX) {
            // The missing space is the service's.
            throw new InvalidArgumentException(
                    AttributeValue.INVALID
                            + "Size of hashkey has exceeded the maximum size limit of"
                            + Limits.PARTITION_KEY_BYTES_MAX
                            + " bytes");
        }
        return bytes;
    }

    /// The ordered bytes of a sort key's value.
    ///
    /// @throws InvalidArgumentException where it is of another type, empty or too long
    public static Bytes sortKey(KeyAttribute attribute, AttributeValue value) {
        Bytes bytes = ordered(attribute, value);
        if (bytes.length() > Limits.SORT_KEY_BYTES_MAX) {
            throw new InvalidArgumentException(
                    AttributeValue.INVALID
                            + "Aggregated size of all range keys has exceeded the size limit of "
                            + Limits.SORT_KEY_BYTES_MAX
                            + " bytes");
        }
        return bytes;
    }

    private static Bytes ordered(KeyAttribute attribute, AttributeValue value) {
        Bytes bytes = GlobalKey.ordered(attribute.name(), attribute.type(), value);
        if (bytes.isEmpty()) {
            throw new InvalidArgumentException(
                    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty "
                            + (attribute.type() == KeyType.S ? "string" : "binary")
                            + " value. Key: "
                            + attribute.name());
        }
        return bytes;
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
                    AttributeValue.INVALID
                            + "Missing the key "
                            + attribute.name()
                            + " in the item");
        }
        return value;
    }

    private static void requireType(Item key, KeyAttribute attribute) {
        @Nullable AttributeValue value = key.get(attribute.name());
        if (value == null || !value.typeName().equals(attribute.type().name())) {
            throw new InvalidArgumentException(NO_MATCH);
        }
    }
}
