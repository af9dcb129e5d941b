package io.kvasir.examples;

import static io.kvasir.examples.Endpoint.mapOf;
import static io.kvasir.examples.Endpoint.number;
import static io.kvasir.examples.Endpoint.text;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A shopping cart as one document: a map from product to quantity. One read shows it, and one
/// condition can speak of all of it; it has the size of one item at most.
public final class DocumentCart {
    private static final String TABLE = "DocumentCarts";

    private final DynamoDbClient db;

    public DocumentCart(DynamoDbClient db) {
        this.db = db;
        Endpoint.createTable(db, TABLE, "customer");
    }

    public void add(String customer, String product, int quantity) {
        // The map must be there before a path can lead into it; this makes it at most once.
        db.updateItem(request ->
                request.tableName(TABLE)
                        .key(Map.of("customer", text(customer)))
                        .updateExpression("SET #lines = if_not_exists(#lines, :none)")
                        .expressionAttributeNames(Map.of("#lines", "lines"))
                        .expressionAttributeValues(
                                Map.of(":none", AttributeValue.fromM(Map.of()))));
        db.updateItem(request ->
                request.tableName(TABLE)
                        .key(Map.of("customer", text(customer)))
                        .updateExpression(
                                "SET #lines.#product = if_not_exists(#lines.#product, :zero)"
                                        + " + :quantity")
                        .expressionAttributeNames(Map.of("#lines", "lines", "#product", product))
                        .expressionAttributeValues(
                                Map.of(":zero", number(0), ":quantity", number(quantity))));
    }

    public void remove(String customer, String product) {
        db.updateItem(request ->
                request.tableName(TABLE)
                        .key(Map.of("customer", text(customer)))
                        .updateExpression("REMOVE #lines.#product")
                        .expressionAttributeNames(Map.of("#lines", "lines", "#product", product)));
    }

    public SortedMap<String, Long> lines(String customer) {
        SortedMap<String, Long> lines = new TreeMap<>();
        Map<String, AttributeValue> item =
                db.getItem(request ->
                                request.tableName(TABLE)
                                        .key(Map.of("customer", text(customer)))
                                        .consistentRead(true))
                        .item();
        mapOf(item, "lines").forEach((name, count) -> lines.put(name, number(count)));
        return lines;
    }
}
