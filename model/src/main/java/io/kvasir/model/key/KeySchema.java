package io.kvasir.model.key;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.ItemSize;
import java.util.Optional;

/// Which attributes make a table's key, and their types.
public record KeySchema(KeyAttribute partitionKey, Optional<KeyAttribute> sortKey) {
    /// One key attribute: its name (1 to 255 bytes of UTF-8) and type.
    public record KeyAttribute(String name, KeyType type) {
        public KeyAttribute {
            int bytes = ItemSize.utf8Length(name);
            if (bytes < 1 || bytes > Limits.KEY_ATTRIBUTE_NAME_BYTES_MAX) {
                throw new InvalidArgumentException(
                        "attributeName of a key has "
                                + bytes
                                + " bytes; it must have 1 to "
                                + Limits.KEY_ATTRIBUTE_NAME_BYTES_MAX);
            }
        }
    }

    public KeySchema {
        if (sortKey.isPresent() && sortKey.get().name().equals(partitionKey.name())) {
            throw new InvalidArgumentException(
                    "The partition key and the sort key are both named '"
                            + partitionKey.name()
                            + "'; names must differ");
        }
    }

    public static KeySchema of(String partitionKey, KeyType type) {
        return new KeySchema(new KeyAttribute(partitionKey, type), Optional.empty());
    }

    public static KeySchema of(
            String partitionKey, KeyType type, String sortKey, KeyType sortType) {
        return new KeySchema(
                new KeyAttribute(partitionKey, type),
                Optional.of(new KeyAttribute(sortKey, sortType)));
    }

    public boolean isKeyAttribute(String name) {
        return partitionKey.name().equals(name)
                || (sortKey.isPresent() && sortKey.get().name().equals(name));
    }
}
