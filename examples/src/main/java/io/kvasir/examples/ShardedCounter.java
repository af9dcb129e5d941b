package io.kvasir.examples;

import static io.kvasir.examples.Endpoint.number;
import static io.kvasir.examples.Endpoint.numberOf;
import static io.kvasir.examples.Endpoint.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/// A counter that many write at once. One item takes one write after the other; so the counter is
/// spread over shards with partition keys of their own, a write goes to any of them, and a read
/// gathers all.
public final class ShardedCounter {
    private static final String TABLE = "Counters";

    private final DynamoDbClient db;
    private final int shards;
    private final RandomGenerator dice;

    /// @param shards at most 100, so that one batch reads all
    public ShardedCounter(DynamoDbClient db, int shards, RandomGenerator dice) {
        this.db = db;
        this.shards = shards;
        this.dice = dice;
        Endpoint.createTable(db, TABLE, "shard");
    }

    public void add(String counter, long amount) {
        db.updateItem(request ->
                request.tableName(TABLE)
                        .key(key(counter, dice.nextInt(shards)))
                        .updateExpression("ADD #count :amount")
                        .expressionAttributeNames(Map.of("#count", "count"))
                        .expressionAttributeValues(Map.of(":amount", number(amount))));
    }

    public long sum(String counter) {
        List<Map<String, AttributeValue>> keys = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            keys.add(key(counter, i));
        }
        long sum = 0;
        Map<String, KeysAndAttributes> asked =
                Map.of(TABLE, KeysAndAttributes.builder().consistentRead(true).keys(keys).build());
        while (!asked.isEmpty()) {
            Map<String, KeysAndAttributes> now = asked;
            var found = db.batchGetItem(request -> request.requestItems(now));
            for (var item : found.responses().getOrDefault(TABLE, List.of())) {
                sum += numberOf(item, "count");
            }
            asked = found.unprocessedKeys();
        }
        return sum;
    }

    private static Map<String, AttributeValue> key(String counter, int shard) {
        return Map.of("shard", text(counter + "#" + shard));
    }
}
