package io.kvasir.examples;

import static io.kvasir.examples.Endpoint.text;
import static io.kvasir.examples.Endpoint.textOf;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/// Messages of a room, newest first, page by page. Time is the sort key, in a form whose order as
/// text is its order in time; a number behind it keeps messages of one moment apart.
public final class ChatRoom {
    private static final String TABLE = "ChatMessages";

    private final DynamoDbClient db;

    public ChatRoom(DynamoDbClient db) {
        this.db = db;
        Endpoint.createTable(db, TABLE, "room", "at");
    }

    /// @param messages newest first
    /// @param next where older ones go on; empty where there are none
    public record Page(List<String> messages, Map<String, AttributeValue> next) {}

    public void say(String room, long millis, int number, String message) {
        db.putItem(request ->
                request.tableName(TABLE)
                        .item(
                                Map.of(
                                        "room", text(room),
                                        "at",
                                                text(
                                                        String.format(
                                                                Locale.ROOT,
                                                                "%013d#%04d",
                                                                millis,
                                                                number)),
                                        "message", text(message)))
                        .conditionExpression("attribute_not_exists(room)"));
    }

    public Page newest(String room, int count) {
        return older(room, count, Map.of());
    }

    /// @param from a page's `next`
    public Page older(String room, int count, Map<String, AttributeValue> from) {
        QueryResponse found =
                db.query(request ->
                        request.tableName(TABLE)
                                .consistentRead(true)
                                .keyConditionExpression("room = :room")
                                .expressionAttributeValues(Map.of(":room", text(room)))
                                .scanIndexForward(false)
                                .limit(count)
                                .exclusiveStartKey(from.isEmpty() ? null : from));
        return new Page(
                found.items().stream().map(item -> textOf(item, "message")).toList(),
                found.lastEvaluatedKey());
    }
}
