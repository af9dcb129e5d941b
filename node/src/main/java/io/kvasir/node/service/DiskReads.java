package io.kvasir.node.service;

import io.kvasir.node.store.StoreReader.Tier;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Runs reads: on the calling thread as long as memory answers, then on a few platform threads, for
/// a blocking call into RocksDB would pin the carrier of a virtual thread.
public final class DiskReads implements AutoCloseable {
    private static final int WAITING_MAX = 4096;
    private static final int KEEP_ALIVE_SECONDS = 30;

    private final ExecutorService pool;

    public DiskReads(int threads) {
        ThreadPoolExecutor bounded =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        KEEP_ALIVE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING_MAX),
                        Thread.ofPlatform().name("store-read-", 0).factory());
        bounded.allowCoreThreadTimeOut(true);
        pool = bounded;
    }

    /// @param read empty where its tier does not suffice; never so with the disk
    /// @throws RejectedExecutionException where too many reads wait for the disk
    <T> T run(Function<Tier, Optional<T>> read) {
        Optional<T> cached = read.apply(Tier.CACHE);
        if (cached.isPresent()) {
            return cached.get();
        }
        try {
            return CompletableFuture.supplyAsync(() -> read.apply(Tier.DISK), pool)
                    .join()
                    .orElseThrow();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
