package io.kvasir.cli.tour;

import io.kvasir.client.GetItem;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.KvasirException;
import io.kvasir.client.ReturnValues;
import io.kvasir.client.UpdateItem;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Counters that their writers add to without end, each by one writer: so every answer is known
/// beforehand. An increment that was lost or done twice shows in the next answer, and a stale
/// strong read at once.
final class CheckedCounters implements AutoCloseable {
    private static final String COUNT = "n";
    private static final int READ_EVERY = 8;
    private static final int COMPLAINTS_MAX = 100;

    private final KvasirClient client;
    private final String table;
    private final List<Thread> writers = new ArrayList<>();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();
    private volatile boolean stopping;

    private CheckedCounters(KvasirClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /// @param table with the partition key `id`, a string
    static CheckedCounters start(KvasirClient client, String table, int writers, int keysEach) {
        CheckedCounters counters = new CheckedCounters(client, table);
        for (int writer = 0; writer < writers; writer++) {
            String prefix = "counter-" + writer + "-";
            counters.writers.add(
                    Thread.ofVirtual().start(() -> counters.write(prefix, new long[keysEach])));
        }
        return counters;
    }

    private void write(String prefix, long[] counts) {
        for (long round = 0; !stopping; round++) {
            int slot = (int) (round % counts.length);
            try {
                increment(prefix + slot, counts, slot);
                if (round % READ_EVERY == 0) {
                    read(prefix + slot, counts[slot]);
                }
            } catch (KvasirException e) {
                complain(errors, prefix + slot + ": " + e.getMessage());
                // Whether it happened is not known: the counter itself says.
                counts[slot] = settled(prefix + slot, counts[slot]);
            }
        }
    }

    private void increment(String id, long[] counts, int slot) {
        long begun = System.nanoTime();
        Optional<Item> after =
                client.update(
                                UpdateItem.in(table, key(id))
                                        .add(COUNT, AttributeValue.of(1))
                                        .returning(ReturnValues.UPDATED_NEW))
                        .attributes();
        ended(begun);
        counts[slot]++;
        require(id, "an increment", count(after), counts[slot]);
    }

    private void read(String id, long expected) {
        long begun = System.nanoTime();
        Optional<Item> item = client.get(GetItem.from(table, key(id)).strong()).item();
        ended(begun);
        require(id, "a strong read", count(item), expected);
    }

    private long settled(String id, long least) {
        while (!stopping) {
            try {
                long now = count(client.get(GetItem.from(table, key(id)).strong()).item());
                if (now != least && now != least + 1) {
                    complain(violations, id + " is " + now + " after " + least);
                }
                return now;
            } catch (KvasirException e) {
                complain(errors, id + ": " + e.getMessage());
            }
        }
        return least;
    }

    private void require(String id, String what, long found, long expected) {
        if (found != expected) {
            complain(violations, what + " of " + id + " gave " + found + ", not " + expected);
        }
    }

    private void ended(long begunNanos) {
        operations.incrementAndGet();
        slowestNanos.accumulateAndGet(System.nanoTime() - begunNanos, Math::max);
    }

    private static void complain(Queue<String> into, String what) {
        if (into.size() < COMPLAINTS_MAX) {
            into.add(what);
        }
    }

    private static long count(Optional<Item> item) {
        AttributeValue value = item.map(found -> found.get(COUNT)).orElse(null);
        return value instanceof AttributeValue.NumberValue number
                ? number.value().value().longValueExact()
                : 0;
    }

    private static Item key(String id) {
        return Item.of("id", AttributeValue.of(id));
    }

    long operations() {
        return operations.get();
    }

    /// The longest that an operation took since the last call, retries included.
    long takeSlowestMillis() {
        return slowestNanos.getAndSet(0) / 1_000_000;
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    /// Ends the writers, each after the operation that it is at.
    @Override
    public void close() {
        stopping = true;
        try {
            for (Thread writer : writers) {
                writer.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
