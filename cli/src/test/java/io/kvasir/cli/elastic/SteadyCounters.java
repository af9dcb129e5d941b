package io.kvasir.cli.elastic;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.client.KvasirClient;
import io.kvasir.client.KvasirException;
import io.kvasir.client.PutItem;
import io.kvasir.client.ReturnValues;
import io.kvasir.client.Scan;
import io.kvasir.client.UpdateItem;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeyType;
import io.kvasir.model.key.KeyspaceId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A table of counters, one of them added to every few milliseconds, and of large items that nobody
/// touches. Each increment has a token and is sent until it is known to be done, so that the whole
/// table is known beforehand.
final class SteadyCounters implements AutoCloseable {
    private static final String TABLE = "Counters";
    private static final String COUNT = "n";
    private static final int COUNTERS = 24;
    private static final int LARGE = 60;
    private static final int LARGE_BYTES = 20_000;
    private static final Duration PACE = Duration.ofMillis(20);

    private final KvasirClient client;
    private final TreeMap<String, Long> counts = new TreeMap<>();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private @Nullable Thread writer;
    private volatile boolean stopping;
    private long tokens;

    SteadyCounters(KvasirClient client) {
        this.client = client;
    }

    void create() {
        client.createTable(TABLE, KeySchema.of("id", KeyType.S));
        for (int i = 0; i < COUNTERS; i++) {
            counts.put("counter-" + i, 0L);
            increment("counter-" + i);
        }
        for (int i = 0; i < LARGE; i++) {
            client.put(PutItem.into(TABLE, large(i)));
        }
    }

    private static Item large(int number) {
        String id = "large-" + number;
        return key(id).with("text", AttributeValue.of(id.repeat(LARGE_BYTES / id.length())));
    }

    private static Item key(String id) {
        return Item.of("id", AttributeValue.of(id));
    }

    KeyspaceId keyspace() {
        return new KeyspaceId(client.describeCluster().getTables(0).getKeyspace());
    }

    void start() {
        stopping = false;
        failure.set(null);
        writer = Thread.ofVirtual().start(this::write);
    }

    private void write() {
        try {
            while (!stopping) {
                for (String id : counts.keySet()) {
                    increment(id);
                    Thread.sleep(PACE);
                    if (stopping) {
                        return;
                    }
                }
            }
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            failure.set(e);
        }
    }

    private void increment(String id) {
        String token = "t" + tokens++;
        UpdateItem update =
                UpdateItem.in(TABLE, key(id))
                        .add(COUNT, AttributeValue.of(1))
                        .returning(ReturnValues.UPDATED_NEW)
                        .token(token);
        long expected = counts.get(id) + 1;
        while (true) {
            try {
                Item after = client.update(update).attributes().orElseThrow();
                assertThat(after.get(COUNT)).as(id).isEqualTo(AttributeValue.of(expected));
                break;
            } catch (KvasirException e) {
                // Sent again under its token: its outcome is the first attempt's.
                if (!e.isOutcomeUnknown()) {
                    throw e;
                }
            }
        }
        counts.put(id, expected);
        done.incrementAndGet();
    }

    int done() {
        return done.get();
    }

    /// Why it has ended; empty while it goes on.
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    void stop() throws InterruptedException {
        stopping = true;
        if (writer != null) {
            writer.join();
            writer = null;
        }
        assertThat(failure()).isEmpty();
    }

    /// While it is stopped: the table has what was acknowledged, all of it, once.
    void requireExact() {
        Map<String, Item> expected = new TreeMap<>();
        counts.forEach((id, n) -> expected.put(id, key(id).with(COUNT, AttributeValue.of(n))));
        for (int i = 0; i < LARGE; i++) {
            expected.put("large-" + i, large(i));
        }
        Map<String, Item> found = new TreeMap<>();
        client.pages(Scan.of(TABLE).strong())
                .items()
                .forEach(item -> {
                    String id = ((AttributeValue.StringValue) item.get("id")).value();
                    assertThat(found.put(id, item)).as("%s is there twice", id).isNull();
                });
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        assertThat(found).isEqualTo(expected);
    }

    @Override
    public void close() {
        stopping = true;
        if (writer != null) {
            writer.interrupt();
        }
    }
}
