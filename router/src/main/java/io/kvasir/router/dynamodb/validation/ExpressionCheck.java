package io.kvasir.router.dynamodb.validation;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.ExpressionKind;
import io.kvasir.model.expression.KeyCondition;
import io.kvasir.model.expression.KeyConditionExpression;
import io.kvasir.model.expression.Substitutions;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.key.KeySchema;
import io.kvasir.proto.ExpressionCache;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.AttributeMap;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.routing.request.UpdateItem;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Parses a request's expressions and binds their placeholders before the table is looked at, as
/// the service does: update, condition, key condition, filter, projection, then what is left
/// unused.
public final class ExpressionCheck {
    private static final String VALUES = "ExpressionAttributeValues";
    private static final String EMPTY = "The expression can not be empty;";

    private final ExpressionCache cache;

    public ExpressionCheck(ExpressionCache cache) {
        this.cache = cache;
    }

    public Expressions check(Structure request, Wording wording) {
        if (!hasAny(request)) {
            return Expressions.NONE;
        }
        Substitutions placeholders = placeholders(request, wording);
        requireNotEmpty(request, ExpressionKind.UPDATE, "");
        requireNotEmpty(request, ExpressionKind.CONDITION, wording.envelope());
        @Nullable String update = request.text("UpdateExpression");
        @Nullable String condition = request.text("ConditionExpression");
        @Nullable String keys = request.text("KeyConditionExpression");
        @Nullable String filter = request.text("FilterExpression");
        @Nullable String projection = request.text("ProjectionExpression");
        Optional<KeyConditionExpression.Bound> bound;
        checkUpdate(update, placeholders);
        try {
            if (condition != null) {
                cache.condition(ExpressionKind.CONDITION, condition).bind(placeholders);
            }
            bound =
                    keys == null
                            ? Optional.empty()
                            : Optional.of(cache.keyCondition(keys).bind(placeholders));
            if (filter != null) {
                cache.condition(ExpressionKind.FILTER, filter).bind(placeholders);
            }
            if (projection != null) {
                cache.projection(projection).bind(placeholders);
            }
        } catch (InvalidArgumentException e) {
            throw DynamoDbException.validation(wording.envelope() + e.getMessage());
        }
        return new Expressions(
                orEmpty(update),
                orEmpty(condition),
                orEmpty(keys),
                keyCondition(placeholders, bound),
                orEmpty(filter),
                orEmpty(projection),
                substitutions(request));
    }

    private static Optional<KeyCondition> keyCondition(
            Substitutions placeholders, Optional<KeyConditionExpression.Bound> bound) {
        try {
            placeholders.requireAllUsed();
            return bound.map(KeyConditionExpression.Bound::keyCondition);
        } catch (InvalidArgumentException e) {
            throw DynamoDbException.validation(String.valueOf(e.getMessage()));
        }
    }

    /// Whether a checked update leaves the table's key attributes alone.
    ///
    /// @throws InvalidArgumentException where it does not
    public void requireKeysUntouched(UpdateItem update, KeySchema schema) {
        var given = update.options().substitutions();
        cache.update(update.update())
                .bind(
                        Substitutions.of(
                                given.names().isEmpty() ? null : given.names(),
                                given.values().isEmpty() ? null : given.values()))
                .requireKeysUntouched(schema);
    }

    private void checkUpdate(@Nullable String update, Substitutions placeholders) {
        if (update == null) {
            return;
        }
        try {
            cache.update(update).bind(placeholders);
        } catch (InvalidArgumentException e) {
            throw DynamoDbException.validation(String.valueOf(e.getMessage()));
        }
    }

    private static boolean hasAny(Structure request) {
        for (ExpressionKind kind : ExpressionKind.values()) {
            if (request.has(kind.parameterName())) {
                return true;
            }
        }
        return false;
    }

    private static void requireNotEmpty(Structure request, ExpressionKind kind, String envelope) {
        @Nullable String text = request.text(kind.parameterName());
        if (text != null && text.isBlank()) {
            throw DynamoDbException.validation(
                    envelope + "Invalid " + kind.parameterName() + ": " + EMPTY);
        }
    }

    private static Substitutions placeholders(Structure request, Wording wording) {
        @Nullable Map<String, String> names =
                request.has("ExpressionAttributeNames")
                        ? request.entries("ExpressionAttributeNames")
                        : null;
        @Nullable AttributeMap values = request.attributes(VALUES);
        @Nullable Map<String, AttributeValue> plain = values == null ? null : values.values();
        Substitutions placeholders;
        try {
            placeholders = Substitutions.of(names, plain);
        } catch (InvalidArgumentException e) {
            throw DynamoDbException.validation(wording.envelope() + e.getMessage());
        }
        if (values != null && values.fault() != null) {
            throw ValueCheck.inExpression(
                    values.fault(), String.valueOf(values.faultAt()), wording);
        }
        return placeholders;
    }

    private static io.kvasir.routing.request.Substitutions substitutions(Structure request) {
        @Nullable AttributeMap values = request.attributes(VALUES);
        return new io.kvasir.routing.request.Substitutions(
                request.entries("ExpressionAttributeNames"),
                values == null ? Map.of() : values.values());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
