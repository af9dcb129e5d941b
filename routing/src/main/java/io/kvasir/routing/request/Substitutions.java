package io.kvasir.routing.request;

import io.kvasir.model.item.AttributeValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the placeholders of all expressions of one request stand for.
///
/// @param names `#placeholder` to attribute name
/// @param values `:placeholder` to value
public record Substitutions(Map<String, String> names, Map<String, AttributeValue> values) {
    public static final Substitutions NONE = new Substitutions(Map.of(), Map.of());

    public Substitutions {
        names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public boolean isEmpty() {
        return names.isEmpty() && values.isEmpty();
    }
}
