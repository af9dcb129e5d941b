package io.kvasir.model.expression;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.ItemSize;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the placeholders of one request's expressions stand for. Each request makes its own, binds
/// its expressions with it in the service's order (update, condition, key condition, filter,
/// projection) and then calls `requireAllUsed`: it remembers what was used.
public final class Substitutions {
    private static final String NAMES = "ExpressionAttributeNames";
    private static final String VALUES = "ExpressionAttributeValues";

    private final Map<String, String> names;
    private final Map<String, AttributeValue> values;
    private final Set<String> used = new LinkedHashSet<>();

    private Substitutions(Map<String, String> names, Map<String, AttributeValue> values) {
        this.names = names;
        this.values = values;
    }

    /// For expressions without placeholders.
    public static Substitutions none() {
        return new Substitutions(Map.of(), Map.of());
    }

    /// @param names by `#placeholder`; null where the request has no such parameter
    /// @param values by `:placeholder`; null where the request has no such parameter
    /// @throws InvalidArgumentException where a map is empty, a placeholder malformed or too long,
    ///   or all together too large
    public static Substitutions of(
            @Nullable Map<String, String> names, @Nullable Map<String, AttributeValue> values) {
        long bytes = 0;
        if (names != null) {
            requireKeys(NAMES, '#', names.keySet());
            for (Map.Entry<String, String> name : names.entrySet()) {
                if (name.getValue().isEmpty()) {
                    throw new InvalidArgumentException(
                            NAMES
                                    + " contains invalid value: Empty attribute name for key "
                                    + name.getKey());
                }
                bytes += ItemSize.utf8Length(name.getKey()) + ItemSize.utf8Length(name.getValue());
            }
            requireSize(NAMES, bytes);
        }
        if (values != null) {
            requireKeys(VALUES, ':', values.keySet());
            for (Map.Entry<String, AttributeValue> value : values.entrySet()) {
                bytes += ItemSize.utf8Length(value.getKey()) + ItemSize.of(value.getValue());
            }
            requireSize(VALUES, bytes);
        }
        return new Substitutions(
                names == null ? Map.of() : names, values == null ? Map.of() : values);
    }

    private static void requireKeys(String parameter, char sigil, Set<String> keys) {
        if (keys.isEmpty()) {
            throw new InvalidArgumentException(parameter + " must not be empty");
        }
        for (String key : keys) {
            if (!isPlaceholder(sigil, key)) {
                throw new InvalidArgumentException(
                        parameter + " contains invalid key: Syntax error; key: \"" + key + "\"");
            }
            if (key.length() > Limits.PLACEHOLDER_BYTES_MAX) {
                throw new InvalidArgumentException(
                        parameter
                                + " contains invalid key: its length of "
                                + key.length()
                                + " exceeds the limit of "
                                + Limits.PLACEHOLDER_BYTES_MAX
                                + "; key: \""
                                + key.substring(0, 32)
                                + "…\"");
            }
        }
    }

    private static boolean isPlaceholder(char sigil, String key) {
        if (key.length() < 2 || key.charAt(0) != sigil) {
            return false;
        }
        for (int i = 1; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '_';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    private static void requireSize(String parameter, long bytes) {
        if (bytes > Limits.SUBSTITUTIONS_BYTES_MAX) {
            throw new InvalidArgumentException(
                    parameter
                            + " exceeds max size: "
                            + bytes
                            + " bytes with all other substitutions; the limit is "
                            + Limits.SUBSTITUTIONS_BYTES_MAX);
        }
    }

    String name(ExpressionKind kind, String placeholder) {
        @Nullable String name = names.get(placeholder);
        if (name == null) {
            throw kind.error(
                    "An expression attribute name used in the document path is not defined; attribute name: "
                            + placeholder);
        }
        used.add(placeholder);
        return name;
    }

    AttributeValue value(ExpressionKind kind, String placeholder) {
        @Nullable AttributeValue value = values.get(placeholder);
        if (value == null) {
            throw kind.error(
                    "An expression attribute value used in expression is not defined; attribute value: "
                            + placeholder);
        }
        used.add(placeholder);
        return value;
    }

    /// To be called once all of the request's expressions are bound.
    ///
    /// @throws InvalidArgumentException where a placeholder was given that none of them uses
    public void requireAllUsed() {
        requireUsed(NAMES, names.keySet());
        requireUsed(VALUES, values.keySet());
    }

    private void requireUsed(String parameter, Set<String> keys) {
        List<String> unused = new ArrayList<>(keys);
        unused.removeAll(used);
        if (!unused.isEmpty()) {
            throw new InvalidArgumentException(
                    "Value provided in "
                            + parameter
                            + " unused in expressions: keys: {"
                            + String.join(", ", unused)
                            + "}");
        }
    }
}
