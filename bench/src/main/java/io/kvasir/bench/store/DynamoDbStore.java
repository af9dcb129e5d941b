package io.kvasir.bench.store;

import io.kvasir.bench.workload.Operation;
import io.kvasir.bench.workload.Operation.Freshness;
import io.kvasir.bench.workload.Workload;
import io.kvasir.model.Bytes;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// A DynamoDB endpoint by the AWS SDK for Java as it comes, with a connection for each caller.
public final class DynamoDbStore implements Store {
    private static final String ITEMS = "BenchItemsSdk";
    private static final String COLLECTIONS = "BenchCollectionsSdk";
    private static final String KEY = "k";
    private static final String PLACE = "p";
    private static final String VALUE = "v";
    private static final int CONNECTIONS_MAX = 4096;

    private final DynamoDbClient client;

    private DynamoDbStore(DynamoDbClient client) {
        this.client = client;
    }

    /// @param endpoint `host:port`
    public static DynamoDbStore connect(String endpoint) {
        return new DynamoDbStore(
                DynamoDbClient.builder()
                        .endpointOverride(URI.create("http://" + endpoint))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("bench", "bench")))
                        .httpClientBuilder(
                                ApacheHttpClient.builder()
                                        .maxConnections(CONNECTIONS_MAX)
                                        .socketTimeout(Duration.ofSeconds(30)))
                        .build());
    }

    @Override
    public String whyNot(Workload workload) {
        return "";
    }

    @Override
    public void prepare() {
        create(
                ITEMS,
                List.of(attribute(KEY, ScalarAttributeType.S)),
                List.of(key(KEY, KeyType.HASH)));
        create(
                COLLECTIONS,
                List.of(
                        attribute(KEY, ScalarAttributeType.S),
                        attribute(PLACE, ScalarAttributeType.N)),
                List.of(key(KEY, KeyType.HASH), key(PLACE, KeyType.RANGE)));
    }

    private void create(
            String table, List<AttributeDefinition> attributes, List<KeySchemaElement> keys) {
        try {
            client.createTable(request ->
                    request.tableName(table)
                            .billingMode(BillingMode.PAY_PER_REQUEST)
                            .attributeDefinitions(attributes)
                            .keySchema(keys));
        } catch (ResourceInUseException already) {
            // From an earlier turn.
        }
        client.waiter().waitUntilTableExists(request -> request.tableName(table));
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    @Override
    public void perform(Operation operation) {
        switch (operation) {
            case Operation.Put(long key, Bytes value) -> put(item(key, value));
            case Operation.Get(long key, Freshness freshness) -> get(key, freshness);
            case Operation.ReadThenPut(long key, Bytes value, Freshness freshness) -> {
                get(key, freshness);
                put(item(key, value));
            }
            case Operation.PutIn(long collection, long place, Bytes value) ->
                    client.putItem(request ->
                            request.tableName(COLLECTIONS).item(member(collection, place, value)));
            case Operation.ItemsFrom(long collection, long place, int count) ->
                    client.query(request ->
                            request.tableName(COLLECTIONS)
                                    .keyConditionExpression("k = :k AND p >= :p")
                                    .expressionAttributeValues(
                                            Map.of(
                                                    ":k",
                                                    AttributeValue.fromS(Keys.text(collection)),
                                                    ":p",
                                                    AttributeValue.fromN(Long.toString(place))))
                                    .limit(count));
            case Operation.Newest(long collection, int count) ->
                    client.query(request ->
                            request.tableName(COLLECTIONS)
                                    .keyConditionExpression("k = :k")
                                    .expressionAttributeValues(
                                            Map.of(
                                                    ":k",
                                                    AttributeValue.fromS(Keys.text(collection))))
                                    .scanIndexForward(false)
                                    .limit(count));
            case Operation.Count(long counter) -> count(counter);
            case Operation.PutAll(List<Long> keys, Bytes value) -> putAll(keys, value);
        }
    }

    private void put(Map<String, AttributeValue> item) {
        client.putItem(request -> request.tableName(ITEMS).item(item));
    }

    private void get(long key, Freshness freshness) {
        client.getItem(request ->
                request.tableName(ITEMS)
                        .key(Map.of(KEY, AttributeValue.fromS(Keys.text(key))))
                        .consistentRead(freshness == Freshness.STRONG));
    }

    private void count(long counter) {
        client.updateItem(request ->
                request.tableName(ITEMS)
                        .key(Map.of(KEY, AttributeValue.fromS("counter-" + counter)))
                        .updateExpression("ADD n :one")
                        .conditionExpression("attribute_not_exists(n) OR n < :bound")
                        .expressionAttributeValues(
                                Map.of(
                                        ":one",
                                        AttributeValue.fromN("1"),
                                        ":bound",
                                        AttributeValue.fromN(Long.toString(Long.MAX_VALUE)))));
    }

    private void putAll(List<Long> keys, Bytes value) {
        List<TransactWriteItem> puts =
                keys.stream()
                        .map(key ->
                                TransactWriteItem.builder()
                                        .put(put -> put.tableName(ITEMS).item(item(key, value)))
                                        .build())
                        .toList();
        client.transactWriteItems(request -> request.transactItems(puts));
    }

    @Override
    public void close() {
        client.close();
    }

    private static Map<String, AttributeValue> item(long key, Bytes value) {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        item.put(KEY, AttributeValue.fromS(Keys.text(key)));
        item.put(VALUE, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(value.array())));
        return item;
    }

    private static Map<String, AttributeValue> member(long collection, long place, Bytes value) {
        Map<String, AttributeValue> item = item(collection, value);
        item.put(PLACE, AttributeValue.fromN(Long.toString(place)));
        return item;
    }
}
