package io.kvasir.cli.option;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.option.Placeholders.Assignment;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import io.kvasir.model.key.KeyType;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;

/// Words of a command line as keys and items. The table's schema says what type a key attribute's
/// text has, so that nobody needs to quote `id=7` for a table whose ids are strings.
public final class KeyText {
    private final KeySchema schema;

    public KeyText(KeySchema schema) {
        this.schema = schema;
    }

    /// An item, or a key: one JSON document, or `name=value` words, where values of attributes
    /// other than the key's are JSON or bare text.
    ///
    /// @throws InvalidArgumentException where the words are neither
    public Item item(List<String> words) {
        if (words.size() == 1 && words.getFirst().stripLeading().startsWith("{")) {
            return JsonItems.read(words.getFirst(), JsonFormat.AUTO);
        }
        LinkedHashMap<String, AttributeValue> attributes = new LinkedHashMap<>();
        for (String word : words) {
            Assignment assignment = Assignment.parse(word);
            attributes.put(assignment.name(), value(assignment.name(), assignment.value()));
        }
        return new Item(attributes);
    }

    /// The partition key's value, given bare or as `name=value`.
    public AttributeValue partitionKey(String word) {
        KeyAttribute attribute = schema.partitionKey();
        String prefix = attribute.name() + "=";
        return ofType(attribute, word.startsWith(prefix) ? word.substring(prefix.length()) : word);
    }

    /// A value of the sort key.
    ///
    /// @throws InvalidArgumentException where the table has no sort key
    public AttributeValue sortKey(String text) {
        return ofType(sortKeyAttribute(), text);
    }

    public KeyAttribute sortKeyAttribute() {
        return schema.sortKey()
                .orElseThrow(() -> new InvalidArgumentException("the table has no sort key"));
    }

    private AttributeValue value(String name, String text) {
        if (schema.partitionKey().name().equals(name)) {
            return ofType(schema.partitionKey(), text);
        }
        if (schema.isKeyAttribute(name)) {
            return sortKey(text);
        }
        return JsonItems.readValueOrText(text);
    }

    private static AttributeValue ofType(KeyAttribute attribute, String text) {
        return ofType(attribute.name(), attribute.type(), text);
    }

    /// Text as a value of one of the key types; binary is Base64.
    ///
    /// @throws InvalidArgumentException where the text is no number, or no Base64
    public static AttributeValue ofType(String name, KeyType type, String text) {
        return switch (type) {
            case S -> AttributeValue.of(text);
            case N -> AttributeValue.of(Decimal.parse(text.strip()));
            case B -> {
                try {
                    yield AttributeValue.of(Bytes.ofOwned(Base64.getDecoder().decode(text)));
                } catch (IllegalArgumentException e) {
                    throw new InvalidArgumentException(
                            "the value of " + name + " is not Base64: " + e.getMessage());
                }
            }
        };
    }
}
