package io.kvasir.routing.prepare;

import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Expression;
import io.kvasir.proto.internal.v1.Projection;
import io.kvasir.routing.request.Substitutions;
import org.jspecify.annotations.Nullable;

/// Expressions as they are sent to partitions: the text with the placeholders that it uses, not
/// those of the request's other expressions.
final class Placeholders {
    private Placeholders() {}

    /// @param text one that was parsed: `#` and `:` stand in it only before placeholders
    static Expression expression(String text, Substitutions substitutions) {
        Expression.Builder wire = Expression.newBuilder().setText(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '#' && c != ':') {
                continue;
            }
            String placeholder = text.substring(i, wordEnd(text, i + 1));
            if (c == '#') {
                @Nullable String name = substitutions.names().get(placeholder);
                if (name != null) {
                    wire.putNames(placeholder, name);
                }
            } else {
                var value = substitutions.values().get(placeholder);
                if (value != null) {
                    wire.putValues(placeholder, ItemCodec.toWire(value));
                }
            }
        }
        return wire.build();
    }

    static Projection projection(String text, Substitutions substitutions) {
        Expression expression = expression(text, substitutions);
        return Projection.newBuilder()
                .setExpression(text)
                .putAllNames(expression.getNamesMap())
                .build();
    }

    private static int wordEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isWord(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_';
    }
}
