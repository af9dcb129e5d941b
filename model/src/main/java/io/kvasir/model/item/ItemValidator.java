package io.kvasir.model.item;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue.ListValue;
import io.kvasir.model.item.AttributeValue.MapValue;

/// The limits that no single value can check: an item's size, its depth, its names. Texts are the
/// service's.
public final class ItemValidator {
    private ItemValidator() {}

    /// For an item that is to be put.
    ///
    /// @return its size in bytes by DynamoDB's rules
    /// @throws InvalidArgumentException where it is too large, nested too deeply, or a name is
    ///   empty or too long
    public static long requireItem(Item item) {
        return require(item, "Item size has exceeded the maximum allowed size");
    }

    /// For what an update made of an item; only the text of the size's error differs.
    ///
    /// @return its size in bytes by DynamoDB's rules
    /// @throws InvalidArgumentException as `requireItem`
    public static long requireUpdatedItem(Item item) {
        return require(item, "Item size to update has exceeded the maximum allowed size");
    }

    private static long require(Item item, String tooLarge) {
        for (var attribute : item.attributes().entrySet()) {
            requireName(attribute.getKey());
            requireDepth(attribute.getValue(), 1);
        }
        long bytes = ItemSize.of(item);
        if (bytes > Limits.ITEM_BYTES_MAX) {
            throw new InvalidArgumentException(tooLarge);
        }
        return bytes;
    }

    private static void requireName(String name) {
        if (name.isEmpty()) {
            throw new InvalidArgumentException("Empty attribute name");
        }
        // Three bytes a character at most: only a long name is measured.
        if (name.length() > Limits.ATTRIBUTE_NAME_BYTES_MAX / 3
                && ItemSize.utf8Length(name) > Limits.ATTRIBUTE_NAME_BYTES_MAX) {
            throw new InvalidArgumentException(
                    "One or more parameter values were invalid: Attribute name is too large, must be less than "
                            + (Limits.ATTRIBUTE_NAME_BYTES_MAX + 1)
                            + " bytes");
        }
    }

    /// The item itself is the first level, so maps and lists may nest one level less.
    private static void requireDepth(AttributeValue value, int level) {
        if (!(value instanceof MapValue) && !(value instanceof ListValue)) {
            return;
        }
        if (level >= Limits.NESTING_LEVELS_MAX) {
            throw new InvalidArgumentException(
                    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit");
        }
        if (value instanceof MapValue(var entries)) {
            for (var entry : entries.entrySet()) {
                requireName(entry.getKey());
                requireDepth(entry.getValue(), level + 1);
            }
        }
        if (value instanceof ListValue(var elements)) {
            for (AttributeValue element : elements) {
                requireDepth(element, level + 1);
            }
        }
    }
}
