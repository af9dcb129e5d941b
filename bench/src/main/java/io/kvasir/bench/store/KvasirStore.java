package io.kvasir.bench.store;

import io.kvasir.bench.workload.Operation;
import io.kvasir.bench.workload.Operation.Freshness;
import io.kvasir.bench.workload.Workload;
import io.kvasir.client.Consistency;
import io.kvasir.client.Expression;
import io.kvasir.client.GetItem;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.PutItem;
import io.kvasir.client.Query;
import io.kvasir.client.TableAlreadyExistsException;
import io.kvasir.client.TransactWrite;
import io.kvasir.client.UpdateItem;
import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.AttributeValue.BinaryValue;
import io.kvasir.model.item.AttributeValue.NumberValue;
import io.kvasir.model.item.AttributeValue.StringValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import java.util.LinkedHashMap;
import java.util.List;

/// Kvasir by its own client, through routers or straight to the storage nodes.
public final class KvasirStore implements Store {
    /// The table that most workloads use.
    public static final String ITEMS = "BenchItems";

    private static final String COLLECTIONS = "BenchCollections";
    private static final String KEY = "k";
    private static final String PLACE = "p";
    private static final String VALUE = "v";
    private static final String COUNT = "n";
    private static final NumberValue ONE = new NumberValue(Decimal.of(1));
    private static final Expression BELOW_BOUND =
            Expression.notExists(COUNT)
                    .or(
                            Expression.compared(
                                    COUNT, "<", new NumberValue(Decimal.of(Long.MAX_VALUE))));

    private final KvasirClient client;

    private KvasirStore(KvasirClient client) {
        this.client = client;
    }

    /// @param endpoints of routers
    /// @param direct the client routes itself
    /// @param tokens each write carries a token by which a retry is known
    public static KvasirStore connect(List<String> endpoints, boolean direct, boolean tokens) {
        KvasirClient.Builder builder = KvasirClient.builder().endpoints(endpoints);
        builder = direct ? builder.direct() : builder;
        builder = tokens ? builder : builder.withoutTokens();
        return new KvasirStore(builder.build());
    }

    @Override
    public String whyNot(Workload workload) {
        return "";
    }

    @Override
    public void prepare() {
        create(ITEMS, KeySchema.of(KEY, KeyType.S));
        create(COLLECTIONS, KeySchema.of(KEY, KeyType.S, PLACE, KeyType.N));
    }

    private void create(String table, KeySchema schema) {
        try {
            client.createTable(table, schema);
        } catch (TableAlreadyExistsException already) {
            // From an earlier turn.
        }
    }

    @Override
    public void perform(Operation operation) {
        switch (operation) {
            case Operation.Put(long key, Bytes value) ->
                    client.put(PutItem.into(ITEMS, item(key, value)));
            case Operation.Get(long key, Freshness freshness) ->
                    client.get(GetItem.from(ITEMS, key(key)).consistency(consistency(freshness)));
            case Operation.ReadThenPut(long key, Bytes value, Freshness freshness) -> {
                client.get(GetItem.from(ITEMS, key(key)).consistency(consistency(freshness)));
                client.put(PutItem.into(ITEMS, item(key, value)));
            }
            case Operation.PutIn(long collection, long place, Bytes value) ->
                    client.put(PutItem.into(COLLECTIONS, member(collection, place, value)));
            case Operation.ItemsFrom(long collection, long place, int count) ->
                    client.query(
                            Query.of(COLLECTIONS, KEY, keyText(collection))
                                    .sortKey(PLACE, ">=", new NumberValue(Decimal.of(place)))
                                    .limit(count));
            case Operation.Newest(long collection, int count) ->
                    client.query(
                            Query.of(COLLECTIONS, KEY, keyText(collection))
                                    .descending()
                                    .limit(count));
            case Operation.Count(long counter) ->
                    client.update(
                            UpdateItem.in(ITEMS, Item.of(KEY, counterText(counter)))
                                    .add(COUNT, ONE)
                                    .onlyIf(BELOW_BOUND));
            case Operation.PutAll(List<Long> keys, Bytes value) -> putAll(keys, value);
        }
    }

    private void putAll(List<Long> keys, Bytes value) {
        TransactWrite puts = TransactWrite.of();
        for (long key : keys) {
            puts = puts.put(PutItem.into(ITEMS, item(key, value)));
        }
        client.transactWrite(puts);
    }

    @Override
    public void close() {
        client.close();
    }

    private static Consistency consistency(Freshness freshness) {
        return switch (freshness) {
            case STRONG -> Consistency.STRONG;
            case EVENTUAL -> Consistency.EVENTUAL;
        };
    }

    private static Item key(long key) {
        return Item.of(KEY, keyText(key));
    }

    private static Item item(long key, Bytes value) {
        LinkedHashMap<String, AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put(KEY, keyText(key));
        attributes.put(VALUE, new BinaryValue(value));
        return new Item(attributes);
    }

    private static Item member(long collection, long place, Bytes value) {
        return item(collection, value).with(PLACE, new NumberValue(Decimal.of(place)));
    }

    private static StringValue keyText(long key) {
        return new StringValue(Keys.text(key));
    }

    private static StringValue counterText(long counter) {
        return new StringValue("counter-" + counter);
    }
}
