package io.kvasir.sdk;

import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// Tables of a test's own, with the keys `id` and `at`.
final class TableOf {
    private static final AtomicInteger MADE = new AtomicInteger();

    private TableOf() {}

    /// @return its name
    static String textAndNumber(DynamoDbClient client) {
        String name = "table-" + MADE.incrementAndGet();
        client.createTable(request ->
                request.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(
                                defined("id", ScalarAttributeType.S),
                                defined("at", ScalarAttributeType.N))
                        .keySchema(key("id", KeyType.HASH), key("at", KeyType.RANGE)));
        client.waiter().waitUntilTableExists(request -> request.tableName(name));
        return name;
    }

    private static AttributeDefinition defined(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
