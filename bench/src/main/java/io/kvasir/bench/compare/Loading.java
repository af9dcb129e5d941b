package io.kvasir.bench.compare;

import io.kvasir.bench.store.Store;
import io.kvasir.bench.workload.Dataset;
import io.kvasir.bench.workload.Operation;
import io.kvasir.bench.workload.Workload;
import io.kvasir.model.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// Fills a store with the data set before it is measured.
final class Loading {
    private static final int WRITERS = 128;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Dataset data;
    private final Store store;

    Loading(Dataset data, Store store) {
        this.data = data;
        this.store = store;
    }

    /// @param known so many of the items are there already, and all collections
    void run(List<Workload> workloads, long known) throws Exception {
        if (!store.whyNot(Workload.WRITE).isEmpty()) {
            return;
        }
        all(known, data.items(), key -> put(new Operation.Put(key, value(key))));
        if (known == 0 && workloads.stream().anyMatch(Workload::needsCollections)) {
            int each = data.placesEach();
            all(
                    0,
                    data.collections() * each,
                    i -> put(new Operation.PutIn(i / each, i % each, value(i))));
        }
    }

    /// Each another one: alike, they would be compressed together.
    private Bytes value(long number) {
        byte[] random = new byte[data.valueBytes()];
        new SplittableRandom(number).nextBytes(random);
        return Bytes.ofOwned(random);
    }

    /// Until it is done: to put an item twice does no harm, and a store that has just started may
    /// still change leaders.
    private void put(Operation operation) throws Exception {
        long start = System.nanoTime();
        for (boolean done = false; !done; ) {
            try {
                store.perform(operation);
                done = true;
            } catch (RuntimeException e) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw e;
                }
            }
        }
    }

    private interface Step {
        void run(long number) throws Exception;
    }

    private static void all(long from, long to, Step step) throws Exception {
        AtomicLong next = new AtomicLong(from);
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                running.add(
                        writers.submit(() -> {
                            for (long n = next.getAndIncrement();
                                    n < to;
                                    n = next.getAndIncrement()) {
                                step.run(n);
                            }
                            return null;
                        }));
            }
            for (Future<?> writer : running) {
                writer.get();
            }
        }
    }
}
