package io.kvasir.cli.tour;

import io.kvasir.client.BatchWrite;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.Scan;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Items of which half are in one collection in ten: made by number, so that what must be there is
/// known.
final class SkewedLoad {
    private static final String TABLE = "Load";
    private static final String COLLECTION = "collection";
    private static final String NUMBER = "number";
    private static final long ITEMS_WANTED = 25_000;
    private static final int ITEM_BYTES_MIN = 2 << 10;
    private static final int ITEM_BYTES_MAX = 32 << 10;
    private static final int BATCH = 25;
    private static final int CONCURRENCY = 6;
    private static final int COLLECTIONS = 500;
    private static final int SCAN_SEGMENTS = 4;
    private static final int DIFFERENCES_MAX = 10;

    private final KvasirClient client;
    private final int itemBytes;
    private final long items;

    private SkewedLoad(KvasirClient client, long bytes) {
        this.client = client;
        this.itemBytes =
                Math.toIntExact(Math.clamp(bytes / ITEMS_WANTED, ITEM_BYTES_MIN, ITEM_BYTES_MAX));
        this.items = Math.max(1, bytes / itemBytes);
    }

    static SkewedLoad create(KvasirClient client, long bytes) {
        var _ = client.createTable(TABLE, KeySchema.of(COLLECTION, KeyType.S, NUMBER, KeyType.N));
        return new SkewedLoad(client, bytes);
    }

    void run() throws InterruptedException, ExecutionException {
        List<Future<?>> writers = new ArrayList<>();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < CONCURRENCY; writer++) {
                int first = writer;
                writers.add(pool.submit(() -> write(first)));
            }
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
    }

    private void write(int writer) {
        for (long from = (long) writer * BATCH; from < items; from += (long) CONCURRENCY * BATCH) {
            List<BatchWrite.Write> batch = new ArrayList<>();
            for (long number = from; number < Math.min(from + BATCH, items); number++) {
                batch.add(new BatchWrite.Put(TABLE, item(number)));
            }
            while (!batch.isEmpty()) {
                batch = left(batch);
            }
        }
    }

    /// Writes, and says what has to be written again: each put is the same a second time.
    private List<BatchWrite.Write> left(List<BatchWrite.Write> batch) {
        List<BatchWrite.Write> left = new ArrayList<>();
        for (var each : client.batchWrite(BatchWrite.of(batch)).unprocessed()) {
            left.add(each.write());
        }
        return left;
    }

    private Item item(long number) {
        return Item.of(COLLECTION, AttributeValue.of(collection(number)))
                .with(NUMBER, AttributeValue.of(number))
                .with("filling", AttributeValue.of(filling(number)));
    }

    private static String collection(long number) {
        long hot = number % 2 == 0 ? COLLECTIONS / 10 : COLLECTIONS;
        return "c" + ((number * 2_654_435_761L) >>> 8) % hot;
    }

    /// Does not compress to nothing.
    private String filling(long number) {
        StringBuilder text = new StringBuilder(itemBytes);
        long state = number + 1;
        while (text.length() < itemBytes - 100) {
            state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            text.append(Long.toUnsignedString(state, Character.MAX_RADIX));
        }
        return text.toString();
    }

    /// What is missing, twice or wrong in the table.
    List<String> differences() {
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        List<String> differences = new ArrayList<>();
        client.scan(
                Scan.of(TABLE).strong(),
                SCAN_SEGMENTS,
                SCAN_SEGMENTS,
                page -> {
                    for (Item item : page.items()) {
                        note(item, seen, differences);
                    }
                });
        if (seen.size() != items) {
            differences.add(seen.size() + " items are there, not " + items);
        }
        return differences;
    }

    private void note(Item item, Set<Long> seen, List<String> differences) {
        AttributeValue value = item.get(NUMBER);
        long number =
                value instanceof AttributeValue.NumberValue found
                        ? found.value().value().longValueExact()
                        : -1;
        boolean right = number >= 0 && item.equals(item(number)) && seen.add(number);
        synchronized (differences) {
            if (!right && differences.size() < DIFFERENCES_MAX) {
                differences.add("item " + number + " is twice there, or is not what was written");
            }
        }
    }
}
