package io.kvasir.examples;

import static io.kvasir.examples.Endpoint.number;
import static io.kvasir.examples.Endpoint.text;
import static io.kvasir.examples.Endpoint.textOf;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/// Short names for long addresses. Two things can go wrong, and a condition settles each: a name
/// that is taken already, and a visit of a name that is not.
public final class UrlShortener {
    private static final String TABLE = "ShortUrls";
    private static final int ATTEMPTS_MAX = 10;

    private final DynamoDbClient db;
    private final Supplier<String> names;

    /// @param names draws a name; one that is taken costs another draw
    public UrlShortener(DynamoDbClient db, Supplier<String> names) {
        this.db = db;
        this.names = names;
        Endpoint.createTable(db, TABLE, "name");
    }

    public String shorten(String url) {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            String name = names.get();
            try {
                db.putItem(request ->
                        request.tableName(TABLE)
                                .item(
                                        Map.of(
                                                "name", text(name),
                                                "url", text(url),
                                                "visits", number(0)))
                                .conditionExpression("attribute_not_exists(#name)")
                                .expressionAttributeNames(Map.of("#name", "name")));
                return name;
            } catch (ConditionalCheckFailedException e) {
                // Taken: the next draw.
            }
        }
        throw new IllegalStateException("no free name in " + ATTEMPTS_MAX + " draws");
    }

    /// Where the name leads; counts the visit in the same write.
    public Optional<String> visit(String name) {
        try {
            return Optional.of(
                    textOf(
                            db.updateItem(request ->
                                            request.tableName(TABLE)
                                                    .key(Map.of("name", text(name)))
                                                    .updateExpression("ADD visits :one")
                                                    .conditionExpression("attribute_exists(#name)")
                                                    .expressionAttributeNames(
                                                            Map.of("#name", "name"))
                                                    .expressionAttributeValues(
                                                            Map.of(":one", number(1)))
                                                    .returnValues(ReturnValue.ALL_NEW))
                                    .attributes(),
                            "url"));
        } catch (ConditionalCheckFailedException e) {
            return Optional.empty();
        }
    }

    public long visits(String name) {
        return number(
                db.getItem(request ->
                                request.tableName(TABLE)
                                        .key(Map.of("name", text(name)))
                                        .consistentRead(true))
                        .item()
                        .getOrDefault("visits", number(0)));
    }
}
