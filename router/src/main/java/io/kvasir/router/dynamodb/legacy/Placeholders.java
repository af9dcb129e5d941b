package io.kvasir.router.dynamodb.legacy;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.routing.request.Substitutions;
import java.util.LinkedHashMap;
import java.util.Map;

/// Collects what the placeholders of a rewritten request stand for, beside those that it has. Names
/// are short: the text of an expression is limited, the legacy parameters were not.
final class Placeholders {
    private final Map<String, String> names;
    private final Map<String, AttributeValue> values;
    private final Map<String, String> placeholderByName = new LinkedHashMap<>();

    Placeholders(Substitutions given) {
        names = new LinkedHashMap<>(given.names());
        values = new LinkedHashMap<>(given.values());
    }

    /// The placeholder of an attribute's name.
    String name(String attribute) {
        return placeholderByName.computeIfAbsent(
                attribute,
                name -> {
                    String placeholder = unused("#l", names);
                    names.put(placeholder, name);
                    return placeholder;
                });
    }

    /// A placeholder of its own for the value.
    String value(AttributeValue value) {
        String placeholder = unused(":l", values);
        values.put(placeholder, value);
        return placeholder;
    }

    Substitutions substitutions() {
        return new Substitutions(names, values);
    }

    private static String unused(String prefix, Map<String, ?> taken) {
        int number = taken.size();
        while (taken.containsKey(prefix + number)) {
            number++;
        }
        return prefix + number;
    }
}
