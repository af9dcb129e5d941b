package io.kvasir.client;

import io.kvasir.model.item.AttributeValue;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An expression in DynamoDB's language, with what its placeholders stand for. The factory methods
/// make placeholders of their own, always the same for the same attribute, so that the server
/// parses each distinct text once.
public record Expression(
        String text, Map<String, String> names, Map<String, AttributeValue> values) {
    public static final Expression NONE = new Expression("", Map.of(), Map.of());

    public Expression {
        names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /// A text without placeholders, or to which `name` and `value` add them.
    public static Expression of(String text) {
        return new Expression(text, Map.of(), Map.of());
    }

    /// @param placeholder with its `#`
    public Expression name(String placeholder, String attribute) {
        return new Expression(text, joined(names, Map.of(placeholder, attribute), "name"), values);
    }

    /// @param placeholder with its `:`
    public Expression value(String placeholder, AttributeValue value) {
        return new Expression(text, names, joined(values, Map.of(placeholder, value), "value"));
    }

    public static Expression exists(String attribute) {
        return ofAttribute(attribute, "attribute_exists(%s)");
    }

    public static Expression notExists(String attribute) {
        return ofAttribute(attribute, "attribute_not_exists(%s)");
    }

    public static Expression equalTo(String attribute, AttributeValue value) {
        return compared(attribute, "=", value);
    }

    /// @param operator one of `= <> < <= > >=`
    public static Expression compared(String attribute, String operator, AttributeValue value) {
        String placeholder = valuePlaceholder("is", attribute);
        return new Expression(
                namePlaceholder(attribute) + " " + operator + " " + placeholder,
                Map.of(namePlaceholder(attribute), attribute),
                Map.of(placeholder, value));
    }

    /// The whole attributes named, for a projection.
    public static Expression attributes(Iterable<String> attributes) {
        LinkedHashMap<String, String> names = new LinkedHashMap<>();
        attributes.forEach(attribute -> names.put(namePlaceholder(attribute), attribute));
        return new Expression(String.join(", ", names.keySet()), names, Map.of());
    }

    public Expression and(Expression other) {
        return isEmpty() ? other : joined(other, "(" + text + ") AND (" + other.text + ")");
    }

    public Expression or(Expression other) {
        return isEmpty() ? other : joined(other, "(" + text + ") OR (" + other.text + ")");
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    /// Both placeholders' meanings under one text.
    ///
    /// @throws IllegalArgumentException where one placeholder would stand for two things
    Expression joined(Expression other, String together) {
        return new Expression(
                together,
                joined(names, other.names, "name"),
                joined(values, other.values, "value"));
    }

    /// `#` and the attribute's name where that is a word, else its bytes in hex.
    static String namePlaceholder(String attribute) {
        return "#" + word(attribute);
    }

    static String valuePlaceholder(String role, String attribute) {
        return ":" + role + "_" + word(attribute);
    }

    private static String word(String attribute) {
        boolean plain = !attribute.isEmpty() && !attribute.startsWith("x_");
        for (int i = 0; i < attribute.length() && plain; i++) {
            char c = attribute.charAt(i);
            plain =
                    c == '_'
                            || (c >= '0' && c <= '9')
                            || (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z');
        }
        return plain
                ? attribute
                : "x_" + HexFormat.of().formatHex(attribute.getBytes(StandardCharsets.UTF_8));
    }

    private static Expression ofAttribute(String attribute, String format) {
        String placeholder = namePlaceholder(attribute);
        return new Expression(
                format.replace("%s", placeholder), Map.of(placeholder, attribute), Map.of());
    }

    private static <V> Map<String, V> joined(
            Map<String, V> one, Map<String, V> other, String kind) {
        LinkedHashMap<String, V> all = new LinkedHashMap<>(one);
        other.forEach((placeholder, meaning) -> {
            @Nullable V before = all.put(placeholder, meaning);
            if (before != null && !before.equals(meaning)) {
                throw new IllegalArgumentException(
                        kind
                                + " placeholder "
                                + placeholder
                                + " stands for two things in one request; name one of"
                                + " them yourself with Expression.of(…)");
            }
        });
        return all;
    }
}
