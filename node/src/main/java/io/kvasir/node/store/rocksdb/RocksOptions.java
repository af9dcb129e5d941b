package io.kvasir.node.store.rocksdb;

import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksObject;
import org.rocksdb.Statistics;
import org.rocksdb.StatsLevel;
import org.rocksdb.WriteBufferManager;

/// How the node's RocksDB is set up: the native objects that all column families share.
final class RocksOptions implements AutoCloseable {
    private static final int BLOOM_BITS_PER_KEY = 10;
    private static final long BLOCK_BYTES = 8 * 1024;
    private static final double CACHE_SHARE_FOR_INDEXES = 0.25;
    private static final int CACHE_SHARD_BITS = 4;
    private static final long MEMTABLE_BYTES_MAX = 32L << 20;
    private static final int MEMTABLES_MAX = 3;

    /// What a partition's first write takes of the write buffers. Of the megabyte that is RocksDB's
    /// own choice a hundred partitions would fill them, and each write flush one of them.
    private static final long MEMTABLE_BYTES_MIN = 64L << 10;

    private static final long SST_BYTES = 64L << 20;
    private static final int BACKGROUND_JOBS_MAX = 4;
    private static final int OPEN_FILES_MAX = 2048;
    private static final long SYNC_EVERY_BYTES = 1L << 20;
    private static final int INFO_LOGS_KEPT = 3;
    private static final long INFO_LOG_BYTES_MAX = 8L << 20;

    static {
        NativeLibrary.load();
    }

    final Cache cache;
    final Statistics statistics;
    final DBOptions database;
    final ColumnFamilyOptions columnFamily;
    private final List<RocksObject> owned;

    /// @param cacheBytes block cache, from which write buffers are charged too
    /// @param writeBufferBytes for the memtables of all partitions together
    /// @param flushOnClose whether a clean stop writes memtables out
    RocksOptions(long cacheBytes, long writeBufferBytes, boolean flushOnClose) {
        cache = new LRUCache(cacheBytes, CACHE_SHARD_BITS, false, CACHE_SHARE_FOR_INDEXES);
        statistics = new Statistics();
        statistics.setStatsLevel(StatsLevel.EXCEPT_DETAILED_TIMERS);
        WriteBufferManager writeBuffers = new WriteBufferManager(writeBufferBytes, cache);
        BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY, false);
        database =
                new DBOptions()
                        .setCreateIfMissing(true)
                        .setParanoidChecks(true)
                        .setWriteBufferManager(writeBuffers)
                        .setStatistics(statistics)
                        .setMaxBackgroundJobs(BACKGROUND_JOBS_MAX)
                        .setMaxOpenFiles(OPEN_FILES_MAX)
                        .setBytesPerSync(SYNC_EVERY_BYTES)
                        .setAvoidFlushDuringShutdown(!flushOnClose)
                        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                        .setKeepLogFileNum(INFO_LOGS_KEPT)
                        .setMaxLogFileSize(INFO_LOG_BYTES_MAX);
        columnFamily =
                new ColumnFamilyOptions()
                        .setTableFormatConfig(tables(bloom))
                        .setCompressionType(CompressionType.LZ4_COMPRESSION)
                        .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION)
                        .setWriteBufferSize(Math.min(MEMTABLE_BYTES_MAX, writeBufferBytes / 2))
                        .setArenaBlockSize(MEMTABLE_BYTES_MIN)
                        .setMaxWriteBufferNumber(MEMTABLES_MAX)
                        .setLevelCompactionDynamicLevelBytes(true)
                        .setTargetFileSizeBase(SST_BYTES);
        owned = List.of(columnFamily, database, writeBuffers, bloom, statistics, cache);
    }

    private BlockBasedTableConfig tables(BloomFilter bloom) {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(bloom)
                .setWholeKeyFiltering(true)
                .setBlockSize(BLOCK_BYTES)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setOptimizeFiltersForMemory(true);
    }

    @Override
    public void close() {
        owned.forEach(RocksObject::close);
    }
}
