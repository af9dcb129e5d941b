package io.kvasir.testkit.generate;

import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import io.kvasir.model.key.KeyType;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/// Tables with every kind of key, and items that fit them.
public final class TableGenerator {
    private static final Instant CREATED = Instant.parse("2030-01-01T00:00:00Z");
    private static final int KEY_LENGTH_MAX = 8;
    private static final int ATTRIBUTES_MAX = 6;
    private static final int LEVELS_MAX = 2;
    private static final List<KeyType> KEY_TYPES = List.of(KeyType.values());

    private final RandomGenerator random;
    private final ValueGenerator values;
    private int tables;

    public TableGenerator(RandomGenerator random) {
        this.random = random;
        this.values = new ValueGenerator(random);
    }

    /// An active table; names and keyspaces are used once.
    public Table table() {
        int number = ++tables;
        KeyType partitionKey = keyType();
        KeySchema schema =
                random.nextBoolean()
                        ? KeySchema.of("pk", partitionKey)
                        : KeySchema.of("pk", partitionKey, "sk", keyType());
        return new Table(
                new TableName("table-" + number),
                "id-" + number,
                KeyspaceId.ofCounter(number),
                schema,
                Table.State.ACTIVE,
                CREATED);
    }

    public KeyType keyType() {
        return KEY_TYPES.get(random.nextInt(KEY_TYPES.size()));
    }

    /// Exactly the key attributes. One in two comes from a few small values, so that keys meet.
    public Item key(Table table) {
        Item key = withKey(Item.EMPTY, table.keySchema().partitionKey());
        return table.keySchema().sortKey().map(sort -> withKey(key, sort)).orElse(key);
    }

    /// An item of the table, its key among other attributes.
    public Item item(Table table) {
        Item item = values.item(ATTRIBUTES_MAX, LEVELS_MAX);
        for (var attribute : key(table).attributes().entrySet()) {
            item = item.with(attribute.getKey(), attribute.getValue());
        }
        return item;
    }

    private Item withKey(Item item, KeyAttribute attribute) {
        return item.with(attribute.name(), keyValue(attribute.type()));
    }

    /// A value that a key attribute of the type may have: not empty.
    public AttributeValue keyValue(KeyType type) {
        boolean few = random.nextBoolean();
        int small = random.nextInt(8);
        return switch (type) {
            case S -> AttributeValue.of(few ? "k" + small : "k" + values.text(KEY_LENGTH_MAX));
            case N -> few ? AttributeValue.of(small) : AttributeValue.of(values.decimal());
            case B ->
                    AttributeValue.of(
                            few
                                    ? Bytes.ofOwned(new byte[] {(byte) small})
                                    : values.bytes(KEY_LENGTH_MAX).concat(Bytes.utf8("k")));
        };
    }
}
