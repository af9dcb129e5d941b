package io.kvasir.examples;

import static io.kvasir.examples.Endpoint.number;
import static io.kvasir.examples.Endpoint.numberOf;
import static io.kvasir.examples.Endpoint.text;
import static io.kvasir.examples.Endpoint.textOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// A shopping cart with an item for each line, under the customer's partition key: it can grow
/// without end, and two devices that add different products never meet. Ordering takes all lines
/// and makes the order in one transaction.
public final class RowCart {
    private static final String TABLE = "RowCarts";

    private final DynamoDbClient db;

    public RowCart(DynamoDbClient db) {
        this.db = db;
        Endpoint.createTable(db, TABLE, "customer", "line");
    }

    public void add(String customer, String product, int quantity) {
        db.updateItem(request ->
                request.tableName(TABLE)
                        .key(key(customer, "cart#" + product))
                        .updateExpression("ADD quantity :quantity")
                        .expressionAttributeValues(Map.of(":quantity", number(quantity))));
    }

    public SortedMap<String, Long> lines(String customer) {
        return lines(customer, "cart#");
    }

    public SortedMap<String, Long> ordered(String customer, String order) {
        return lines(customer, "order#" + order + "#");
    }

    /// Turns the cart into an order, all lines or none: a line whose quantity another device
    /// changed meanwhile cancels it.
    public void order(String customer, String order) {
        List<TransactWriteItem> writes = new ArrayList<>();
        lines(customer)
                .forEach((product, quantity) -> {
                    Map<String, AttributeValue> seen = Map.of(":seen", number(quantity));
                    writes.add(
                            TransactWriteItem.builder()
                                    .delete(write ->
                                            write.tableName(TABLE)
                                                    .key(key(customer, "cart#" + product))
                                                    .conditionExpression("quantity = :seen")
                                                    .expressionAttributeValues(seen))
                                    .build());
                    writes.add(
                            TransactWriteItem.builder()
                                    .put(write ->
                                            write.tableName(TABLE)
                                                    .item(
                                                            Map.of(
                                                                    "customer",
                                                                    text(customer),
                                                                    "line",
                                                                    text(
                                                                            "order#" + order + "#"
                                                                                    + product),
                                                                    "quantity",
                                                                    number(quantity))))
                                    .build());
                });
        db.transactWriteItems(request -> request.transactItems(writes));
    }

    private SortedMap<String, Long> lines(String customer, String prefix) {
        SortedMap<String, Long> lines = new TreeMap<>();
        db.queryPaginator(request ->
                        request.tableName(TABLE)
                                .consistentRead(true)
                                .keyConditionExpression(
                                        "customer = :customer AND begins_with(line, :prefix)")
                                .expressionAttributeValues(
                                        Map.of(
                                                ":customer", text(customer),
                                                ":prefix", text(prefix))))
                .items()
                .forEach(item ->
                        lines.put(
                                textOf(item, "line").substring(prefix.length()),
                                numberOf(item, "quantity")));
        return lines;
    }

    private static Map<String, AttributeValue> key(String customer, String line) {
        return Map.of("customer", text(customer), "line", text(line));
    }
}
