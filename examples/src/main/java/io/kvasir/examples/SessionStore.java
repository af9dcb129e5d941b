package io.kvasir.examples;

import static io.kvasir.examples.Endpoint.mapOf;
import static io.kvasir.examples.Endpoint.number;
import static io.kvasir.examples.Endpoint.text;
import static io.kvasir.examples.Endpoint.textOf;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/// Sessions that end by themselves when nobody uses them. The end is part of every condition, so a
/// session past it is gone for its users, whenever it is deleted.
public final class SessionStore {
    private static final String TABLE = "Sessions";

    private final DynamoDbClient db;
    private final Duration idle;

    /// @param idle how long a session lives after its last use
    public SessionStore(DynamoDbClient db, Duration idle) {
        this.db = db;
        this.idle = idle;
        Endpoint.createTable(db, TABLE, "id");
    }

    public void begin(String id, String user, Instant now) {
        db.putItem(request ->
                request.tableName(TABLE)
                        .item(
                                Map.of(
                                        "id", text(id),
                                        "user", text(user),
                                        "endsAt", endsAt(now),
                                        "data", AttributeValue.fromM(Map.of()))));
    }

    /// Whose session it is, where it has not ended; using it makes it live on.
    public Optional<String> use(String id, Instant now) {
        try {
            return Optional.of(
                    textOf(
                            db.updateItem(request ->
                                            request.tableName(TABLE)
                                                    .key(Map.of("id", text(id)))
                                                    .updateExpression("SET endsAt = :end")
                                                    .conditionExpression("endsAt > :now")
                                                    .expressionAttributeValues(
                                                            Map.of(
                                                                    ":end", endsAt(now),
                                                                    ":now",
                                                                            number(
                                                                                    now
                                                                                            .getEpochSecond())))
                                                    .returnValues("ALL_NEW"))
                                    .attributes(),
                            "user"));
        } catch (ConditionalCheckFailedException e) {
            return Optional.empty();
        }
    }

    /// Keeps one value in the session, leaving the others alone.
    public void put(String id, String name, String value) {
        db.updateItem(request ->
                request.tableName(TABLE)
                        .key(Map.of("id", text(id)))
                        .updateExpression("SET #data.#name = :value")
                        .conditionExpression("attribute_exists(id)")
                        .expressionAttributeNames(Map.of("#data", "data", "#name", name))
                        .expressionAttributeValues(Map.of(":value", text(value))));
    }

    public Optional<String> get(String id, String name) {
        Map<String, AttributeValue> item =
                db.getItem(request ->
                                request.tableName(TABLE)
                                        .key(Map.of("id", text(id)))
                                        .consistentRead(true)
                                        .projectionExpression("#data.#name")
                                        .expressionAttributeNames(
                                                Map.of("#data", "data", "#name", name)))
                        .item();
        return Optional.ofNullable(mapOf(item, "data").get(name)).map(AttributeValue::s);
    }

    public void end(String id) {
        db.deleteItem(request -> request.tableName(TABLE).key(Map.of("id", text(id))));
    }

    private AttributeValue endsAt(Instant now) {
        return number(now.plus(idle).getEpochSecond());
    }
}
