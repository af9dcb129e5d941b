package io.kvasir.testkit.reference;

import io.kvasir.model.item.AttributeValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Placeholders of one request, given out as its expressions are rendered. One name has one
/// placeholder.
public final class Substitutions {
    private final SequencedMap<String, String> placeholderByName = new LinkedHashMap<>();
    private final SequencedMap<String, AttributeValue> values = new LinkedHashMap<>();

    String name(String name) {
        return placeholderByName.computeIfAbsent(name, ignored -> "#n" + placeholderByName.size());
    }

    String value(AttributeValue value) {
        String placeholder = ":v" + values.size();
        values.put(placeholder, value);
        return placeholder;
    }

    /// By placeholder, as `ExpressionAttributeNames` has them.
    public SequencedMap<String, String> names() {
        SequencedMap<String, String> names = new LinkedHashMap<>();
        placeholderByName.forEach((name, placeholder) -> names.put(placeholder, name));
        return names;
    }

    /// By placeholder, as `ExpressionAttributeValues` has them.
    public SequencedMap<String, AttributeValue> values() {
        return Collections.unmodifiableSequencedMap(values);
    }
}
