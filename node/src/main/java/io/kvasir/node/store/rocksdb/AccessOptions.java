package io.kvasir.node.store.rocksdb;

import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.WriteOptions;

/// The read and write options that all partitions share, immutable once made.
record AccessOptions(ReadOptions cacheOnly, ReadOptions anyTier, WriteOptions withoutLog)
        implements AutoCloseable {
    AccessOptions() {
        this(
                new ReadOptions().setReadTier(ReadTier.BLOCK_CACHE_TIER),
                new ReadOptions(),
                new WriteOptions().setDisableWAL(true));
    }

    @Override
    public void close() {
        cacheOnly.close();
        anyTier.close();
        withoutLog.close();
    }
}
