package io.kvasir.examples;

import static io.kvasir.examples.Endpoint.number;
import static io.kvasir.examples.Endpoint.text;
import static io.kvasir.examples.Endpoint.textOf;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// Several kinds of entities in one table, so that what is shown together is read together: a
/// customer and the orders of that customer share a partition key, and one query gives them all. A
/// second item for each order leads from its number back to the customer.
public final class SingleTable {
    private static final String TABLE = "Shop";

    private final DynamoDbClient db;

    public SingleTable(DynamoDbClient db) {
        this.db = db;
        Endpoint.createTable(db, TABLE, "pk", "sk");
    }

    public record Overview(String name, List<String> orders) {}

    public void register(String customer, String name) {
        db.putItem(request ->
                request.tableName(TABLE)
                        .item(
                                Map.of(
                                        "pk", text("customer#" + customer),
                                        "sk", text("profile"),
                                        "name", text(name),
                                        "orders", number(0))));
    }

    /// Makes the order, its way back, and counts it: all or nothing, and only for a customer that
    /// there is.
    public void order(String customer, String order, String product) {
        Map<String, AttributeValue> profile =
                Map.of("pk", text("customer#" + customer), "sk", text("profile"));
        db.transactWriteItems(request ->
                request.transactItems(
                        TransactWriteItem.builder()
                                .update(write ->
                                        write.tableName(TABLE)
                                                .key(profile)
                                                .updateExpression("ADD orders :one")
                                                .conditionExpression("attribute_exists(pk)")
                                                .expressionAttributeValues(
                                                        Map.of(":one", number(1))))
                                .build(),
                        put(
                                Map.of(
                                        "pk", text("customer#" + customer),
                                        "sk", text("order#" + order),
                                        "product", text(product))),
                        put(
                                Map.of(
                                        "pk", text("order#" + order),
                                        "sk", text("customer"),
                                        "customer", text(customer)))));
    }

    private static TransactWriteItem put(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder()
                .put(write ->
                        write.tableName(TABLE)
                                .item(item)
                                .conditionExpression("attribute_not_exists(pk)"))
                .build();
    }

    /// The customer and the newest orders, in one query: `profile` sorts behind all `order#…`.
    public Overview overview(String customer, int orders) {
        List<Map<String, AttributeValue>> items =
                db.query(request ->
                                request.tableName(TABLE)
                                        .consistentRead(true)
                                        .keyConditionExpression("pk = :customer")
                                        .expressionAttributeValues(
                                                Map.of(":customer", text("customer#" + customer)))
                                        .scanIndexForward(false)
                                        .limit(1 + orders))
                        .items();
        return new Overview(
                textOf(items.getFirst(), "name"),
                items.stream().skip(1).map(item -> textOf(item, "product")).toList());
    }

    public String customerOf(String order) {
        return textOf(
                db.getItem(request ->
                                request.tableName(TABLE)
                                        .consistentRead(true)
                                        .key(
                                                Map.of(
                                                        "pk", text("order#" + order),
                                                        "sk", text("customer"))))
                        .item(),
                "customer");
    }
}
