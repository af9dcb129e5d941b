package io.kvasir.proto;

import io.kvasir.model.expression.ConditionExpression;
import io.kvasir.model.expression.ExpressionKind;
import io.kvasir.model.expression.KeyConditionExpression;
import io.kvasir.model.expression.ProjectionExpression;
import io.kvasir.model.expression.UpdateExpression;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Parsed expressions by kind and text, the longest unused forgotten first: applications send few
/// texts, many times. A text that cannot be parsed is not kept. For many threads.
public final class ExpressionCache {
    public static final int ENTRIES_MAX_DEFAULT = 4096;
    private static final int STRIPES = 16;
    private static final float LOAD_FACTOR = 0.75f;

    private record Key(ExpressionKind kind, String text) {}

    /// One lock's share; it is held for a look-up only, never while parsing.
    private static final class Stripe extends LinkedHashMap<Key, Object> {
        private static final long serialVersionUID = 1L;
        private final int entriesMax;

        Stripe(int entriesMax) {
            super(STRIPES, LOAD_FACTOR, true);
            this.entriesMax = entriesMax;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Object> eldest) {
            return size() > entriesMax;
        }
    }

    private final Stripe[] stripes = new Stripe[STRIPES];

    public ExpressionCache() {
        this(ENTRIES_MAX_DEFAULT);
    }

    /// @param entriesMax at least 16
    public ExpressionCache(int entriesMax) {
        if (entriesMax < STRIPES) {
            throw new IllegalArgumentException(
                    "entriesMax is " + entriesMax + "; it must be at least " + STRIPES);
        }
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe(entriesMax / STRIPES);
        }
    }

    /// @param kind CONDITION or FILTER
    /// @throws io.kvasir.model.error.InvalidArgumentException where the text is no such expression
    public ConditionExpression condition(ExpressionKind kind, String text) {
        return parsed(
                ConditionExpression.class,
                kind,
                text,
                source -> ConditionExpression.parse(kind, source));
    }

    /// @throws io.kvasir.model.error.InvalidArgumentException where the text is no such expression
    public KeyConditionExpression keyCondition(String text) {
        return parsed(
                KeyConditionExpression.class,
                ExpressionKind.KEY_CONDITION,
                text,
                KeyConditionExpression::parse);
    }

    /// @throws io.kvasir.model.error.InvalidArgumentException where the text is no such expression
    public ProjectionExpression projection(String text) {
        return parsed(
                ProjectionExpression.class,
                ExpressionKind.PROJECTION,
                text,
                ProjectionExpression::parse);
    }

    /// @throws io.kvasir.model.error.InvalidArgumentException where the text is no such expression
    public UpdateExpression update(String text) {
        return parsed(UpdateExpression.class, ExpressionKind.UPDATE, text, UpdateExpression::parse);
    }

    private <T> T parsed(
            Class<T> type, ExpressionKind kind, String text, Function<String, T> parse) {
        Key key = new Key(kind, text);
        Stripe stripe = stripes[Math.floorMod(key.hashCode(), STRIPES)];
        synchronized (stripe) {
            @Nullable Object known = stripe.get(key);
            if (known != null) {
                return type.cast(known);
            }
        }
        T parsed = parse.apply(text);
        synchronized (stripe) {
            stripe.put(key, parsed);
        }
        return parsed;
    }
}
