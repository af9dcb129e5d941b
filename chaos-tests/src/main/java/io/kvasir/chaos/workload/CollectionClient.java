package io.kvasir.chaos.workload;

import io.kvasir.client.KvasirClient;
import io.kvasir.client.KvasirException;
import io.kvasir.client.PageResult;
import io.kvasir.client.PutItem;
import io.kvasir.client.Query;
import io.kvasir.client.Scan;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Decimal;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import io.kvasir.testkit.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Puts items into a collection, never removes any, and reads it whole, page by page: what was
/// there before is in every reading, once and in order. Sort keys are numbers, negative ones too.
final class CollectionClient implements Step {
    static final String KEY = "k";
    static final String SORT = "s";
    static final KeySchema SCHEMA = KeySchema.of(KEY, KeyType.S, SORT, KeyType.N);
    private static final int INSERTS_MAX = 150;
    private static final int KEY_SPREAD = 1_000_000;

    private final String table;
    private final KvasirClient client;
    private final RandomGenerator dice;
    private final Recorder recorder;
    private int generation;
    private int inserts;

    CollectionClient(String table, KvasirClient client, RandomGenerator dice, Recorder recorder) {
        this.table = table;
        this.client = client;
        this.dice = dice;
        this.recorder = recorder;
    }

    @Override
    public void run() {
        if (inserts >= INSERTS_MAX) {
            generation++;
            inserts = 0;
        }
        switch (dice.nextInt(12)) {
            case 0 -> query(true);
            case 1 -> query(false);
            case 2 -> scan();
            default -> insert();
        }
    }

    private String collection() {
        return "collection-" + generation;
    }

    private void insert() {
        String collection = collection();
        long key = (long) dice.nextInt(2 * KEY_SPREAD) - KEY_SPREAD;
        Item item = Item.of(KEY, AttributeValue.of(collection)).with(SORT, AttributeValue.of(key));
        inserts++;
        long invoked = Recorder.now();
        Recorder.Ending ending;
        try {
            client.put(PutItem.into(table, item));
            ending = Recorder.Ending.DONE;
        } catch (KvasirException e) {
            ending = e.isOutcomeUnknown() ? Recorder.Ending.UNKNOWN : Recorder.Ending.REJECTED;
        }
        recorder.event("router", "insert", table, invoked, ending);
        if (ending != Recorder.Ending.REJECTED) {
            recorder.insert(
                    new Recorder.Insert(
                            collection,
                            key,
                            invoked,
                            ending == Recorder.Ending.DONE ? Recorder.now() : Operation.OPEN));
        }
    }

    private void query(boolean strong) {
        String collection = collection();
        Query query = Query.of(table, KEY, AttributeValue.of(collection));
        read(
                collection,
                strong ? "strong query" : "eventual query",
                () -> client.pages((strong ? query.strong() : query).limit(page())));
    }

    private void scan() {
        String collection = collection();
        read(
                collection,
                "strong scan",
                () -> client.pages(Scan.of(table).strong().limit(10 * page())));
    }

    private int page() {
        return 5 + dice.nextInt(40);
    }

    private interface Reading {
        Iterable<PageResult> pages();
    }

    private void read(String collection, String kind, Reading reading) {
        long invoked = Recorder.now();
        try {
            List<Long> keys = new ArrayList<>();
            long staleness = 0;
            for (PageResult page : reading.pages()) {
                for (Item item : page.items()) {
                    sortKey(collection, item).ifPresent(keys::add);
                }
                staleness = Math.max(staleness, page.info().staleness().toMillis());
            }
            long completed = Recorder.now();
            recorder.page(
                    new Recorder.PageRead(collection, kind, invoked, completed, staleness, keys));
            recorder.event("router", kind, table, invoked, Recorder.Ending.DONE);
        } catch (KvasirException e) {
            recorder.event("router", kind, table, invoked, Recorder.Ending.REJECTED);
        }
    }

    private static Optional<Long> sortKey(String collection, Item item) {
        boolean ours = AttributeValue.of(collection).equals(item.get(KEY));
        return ours && item.get(SORT) instanceof AttributeValue.NumberValue(Decimal number)
                ? Optional.of(number.value().longValueExact())
                : Optional.empty();
    }

    /// A strong read of the present collection, after the run.
    void readAtEnd() {
        query(true);
    }

    void close() {
        client.close();
    }
}
