package io.kvasir.model.item;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A document: attribute names and values, in the order they were given. Immutable.
public record Item(SequencedMap<String, AttributeValue> attributes) {
    public static final Item EMPTY = new Item(new LinkedHashMap<>());

    public Item {
        attributes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(attributes));
    }

    public static Item of(String name, AttributeValue value) {
        LinkedHashMap<String, AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put(name, value);
        return new Item(attributes);
    }

    public @Nullable AttributeValue get(String name) {
        return attributes.get(name);
    }

    public boolean isEmpty() {
        return attributes.isEmpty();
    }

    /// This item with one attribute set.
    public Item with(String name, AttributeValue value) {
        LinkedHashMap<String, AttributeValue> changed = new LinkedHashMap<>(attributes);
        changed.put(name, value);
        return new Item(changed);
    }

    /// This item without one attribute.
    public Item without(String name) {
        LinkedHashMap<String, AttributeValue> changed = new LinkedHashMap<>(attributes);
        changed.remove(name);
        return new Item(changed);
    }
}
