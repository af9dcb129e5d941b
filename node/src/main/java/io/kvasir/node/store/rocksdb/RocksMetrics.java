package io.kvasir.node.store.rocksdb;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.rocksdb.RocksDBException;
import org.rocksdb.TickerType;

/// RocksDB's main figures. Readings after the store's close are not numbers.
public final class RocksMetrics {
    private RocksMetrics() {}

    public static void bind(MeterRegistry registry, RocksNodeStore store) {
        gauge(
                registry,
                "kvasir.rocksdb.block.cache.bytes",
                "Memory used by the block cache, write buffers included",
                store,
                from -> from.rocksOptions().cache.getUsage());
        property(
                registry,
                "kvasir.rocksdb.memtables.bytes",
                "Memory of all write buffers",
                store,
                "rocksdb.cur-size-all-mem-tables");
        property(
                registry,
                "kvasir.rocksdb.sst.live.bytes",
                "Table files in use",
                store,
                "rocksdb.live-sst-files-size");
        property(
                registry,
                "kvasir.rocksdb.compaction.pending.bytes",
                "Estimate of what compactions still have to rewrite",
                store,
                "rocksdb.estimate-pending-compaction-bytes");
        property(
                registry,
                "kvasir.rocksdb.memtables.immutable",
                "Write buffers that wait for their flush",
                store,
                "rocksdb.num-immutable-mem-table");
        counter(registry, "kvasir.rocksdb.block.cache.hits", store, TickerType.BLOCK_CACHE_HIT, 1);
        counter(
                registry,
                "kvasir.rocksdb.block.cache.misses",
                store,
                TickerType.BLOCK_CACHE_MISS,
                1);
        counter(registry, "kvasir.rocksdb.bloom.useful", store, TickerType.BLOOM_FILTER_USEFUL, 1);
        counter(registry, "kvasir.rocksdb.stall.seconds", store, TickerType.STALL_MICROS, 1e-6);
        counter(
                registry,
                "kvasir.rocksdb.flush.written.bytes",
                store,
                TickerType.FLUSH_WRITE_BYTES,
                1);
        counter(
                registry,
                "kvasir.rocksdb.compaction.written.bytes",
                store,
                TickerType.COMPACT_WRITE_BYTES,
                1);
        counter(
                registry,
                "kvasir.rocksdb.compaction.read.bytes",
                store,
                TickerType.COMPACT_READ_BYTES,
                1);
    }

    private static void property(
            MeterRegistry registry,
            String name,
            String description,
            RocksNodeStore store,
            String property) {
        gauge(registry, name, description, store, from -> aggregated(from, property));
    }

    private static double aggregated(RocksNodeStore store, String property) {
        try {
            return store.rocks().getAggregatedLongProperty(property);
        } catch (RocksDBException e) {
            return Double.NaN;
        }
    }

    private static void gauge(
            MeterRegistry registry,
            String name,
            String description,
            RocksNodeStore store,
            ToDoubleFunction<RocksNodeStore> read) {
        Gauge.builder(name, store, from -> from.whileOpen(read))
                .description(description)
                .register(registry);
    }

    private static void counter(
            MeterRegistry registry,
            String name,
            RocksNodeStore store,
            TickerType ticker,
            double unit) {
        FunctionCounter.builder(
                        name,
                        store,
                        from ->
                                from.whileOpen(open ->
                                        unit
                                                * open.rocksOptions()
                                                        .statistics
                                                        .getTickerCount(ticker)))
                .register(registry);
    }
}
