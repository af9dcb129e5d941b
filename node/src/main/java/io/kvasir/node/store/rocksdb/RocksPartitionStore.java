package io.kvasir.node.store.rocksdb;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.store.CorruptionException;
import io.kvasir.node.store.Mutation;
import io.kvasir.node.store.PartitionStore;
import io.kvasir.node.store.StagedCopy;
import io.kvasir.node.store.StoreClosedException;
import io.kvasir.node.store.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ExportImportFilesMetaData;
import org.rocksdb.FlushOptions;
import org.rocksdb.Range;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;

/// One partition's column family.
final class RocksPartitionStore implements PartitionStore {
    private static final long BULK_READAHEAD_BYTES = 2L << 20;
    private static final int BATCH_OVERHEAD_BYTES = 32;

    private final PartitionId partition;
    private final RocksDB database;
    private final Executor flushes;
    private final DamageNotes damage;
    private final CopyTarget copies;
    private final AccessOptions access;
    private volatile @Nullable Generation current;

    /// Where a staged copy of a partition goes.
    interface CopyTarget {
        StagedCopy stage(RocksPartitionStore store);
    }

    RocksPartitionStore(
            PartitionId partition,
            RocksDB database,
            Generation current,
            AccessOptions access,
            Executor flushes,
            CopyTarget copies,
            DamageNotes damage) {
        this.partition = partition;
        this.database = database;
        this.current = current;
        this.access = access;
        this.flushes = flushes;
        this.copies = copies;
        this.damage = damage;
    }

    @Override
    public PartitionId partition() {
        return partition;
    }

    @Override
    public Lookup get(Bytes key, Tier tier) {
        Generation generation = acquire();
        try {
            ReadOptions options = tier == Tier.CACHE ? access.cacheOnly() : access.anyTier();
            byte[] value = database.get(generation.handle(), options, key.array());
            return value == null ? Lookup.Absent.INSTANCE : new Lookup.Found(Bytes.ofOwned(value));
        } catch (RocksDBException e) {
            if (isNotCached(e)) {
                return Lookup.NotCached.INSTANCE;
            }
            throw failure("read", e);
        } finally {
            generation.release();
        }
    }

    @Override
    public ScanEnd scan(KeyRange range, Direction direction, Tier tier, Visitor visitor) {
        Generation generation = acquire();
        Bytes end = range.end();
        try (Slice lower = new Slice(range.start().array());
                Slice upper = new Slice(end == null ? new byte[] {(byte) 0xFF} : end.array());
                ReadOptions options = scanOptions(tier).setIterateLowerBound(lower)) {
            if (end != null) {
                options.setIterateUpperBound(upper);
            }
            try (RocksIterator iterator = database.newIterator(generation.handle(), options)) {
                visit(iterator, direction, visitor);
                iterator.status();
                return ScanEnd.COMPLETE;
            }
        } catch (RocksDBException e) {
            if (isNotCached(e)) {
                return ScanEnd.NOT_CACHED;
            }
            throw failure("scan", e);
        } finally {
            generation.release();
        }
    }

    private static void visit(RocksIterator iterator, Direction direction, Visitor visitor) {
        boolean forward = direction == Direction.FORWARD;
        if (forward) {
            iterator.seekToFirst();
        } else {
            iterator.seekToLast();
        }
        while (iterator.isValid()
                && visitor.visit(Bytes.ofOwned(iterator.key()), Bytes.ofOwned(iterator.value()))) {
            if (forward) {
                iterator.next();
            } else {
                iterator.prev();
            }
        }
    }

    private static ReadOptions scanOptions(Tier tier) {
        return switch (tier) {
            case CACHE -> new ReadOptions().setReadTier(ReadTier.BLOCK_CACHE_TIER);
            case DISK -> new ReadOptions();
            case BULK ->
                    new ReadOptions().setFillCache(false).setReadaheadSize(BULK_READAHEAD_BYTES);
        };
    }

    @Override
    public void write(List<Mutation> mutations) {
        Generation generation = acquire();
        try (WriteBatch batch = new WriteBatch(bytesOf(mutations))) {
            for (Mutation mutation : mutations) {
                switch (mutation) {
                    case Mutation.Put(Bytes key, Bytes value) ->
                            batch.put(generation.handle(), key.array(), value.array());
                    case Mutation.Delete(Bytes key) ->
                            batch.delete(generation.handle(), key.array());
                    case Mutation.DeleteRange(Bytes start, Bytes end) ->
                            batch.deleteRange(generation.handle(), start.array(), end.array());
                }
            }
            database.write(access.withoutLog(), batch);
        } catch (RocksDBException e) {
            throw failure("write", e);
        } finally {
            generation.release();
        }
    }

    private static int bytesOf(List<Mutation> mutations) {
        int bytes = BATCH_OVERHEAD_BYTES;
        for (Mutation mutation : mutations) {
            bytes +=
                    BATCH_OVERHEAD_BYTES
                            + switch (mutation) {
                                case Mutation.Put(Bytes key, Bytes value) ->
                                        key.length() + value.length();
                                case Mutation.Delete(Bytes key) -> key.length();
                                case Mutation.DeleteRange(Bytes start, Bytes end) ->
                                        start.length() + end.length();
                            };
        }
        return bytes;
    }

    @Override
    public CompletableFuture<Void> flush() {
        CompletableFuture<Void> flushed = new CompletableFuture<>();
        flushes.execute(() -> {
            try {
                flushNow();
                flushed.complete(null);
            } catch (RuntimeException e) {
                flushed.completeExceptionally(e);
            }
        });
        return flushed;
    }

    private void flushNow() {
        Generation generation = acquire();
        try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
            database.flush(options, generation.handle());
        } catch (RocksDBException e) {
            // A generation that a copy has replaced meanwhile need not be flushed: the copy is
            // durable.
            if (current == generation) {
                throw failure("flush", e);
            }
        } finally {
            generation.release();
        }
    }

    @Override
    public long storedBytes() {
        return property("rocksdb.live-sst-files-size")
                + property("rocksdb.cur-size-all-mem-tables");
    }

    @Override
    public long storedBytes(KeyRange range) {
        Generation generation = acquire();
        Bytes end = range.end();
        try (Slice from = new Slice(range.start().array());
                Slice to = new Slice(end == null ? new byte[] {(byte) 0xFF} : end.array())) {
            return database.getApproximateSizes(
                            generation.handle(),
                            List.of(new Range(from, to)),
                            SizeApproximationFlag.INCLUDE_FILES,
                            SizeApproximationFlag.INCLUDE_MEMTABLES)[0];
        } finally {
            generation.release();
        }
    }

    @Override
    public void reclaim(KeyRange range) {
        Generation generation = acquire();
        Bytes end = range.end();
        try {
            database.deleteFilesInRanges(
                    generation.handle(),
                    List.of(
                            range.start().array(),
                            end == null ? new byte[] {(byte) 0xFF} : end.array()),
                    /* includeEnd= */ false);
        } catch (RocksDBException e) {
            throw failure("reclaim space of", e);
        } finally {
            generation.release();
        }
    }

    /// Links its files, flushed, into a folder that does not exist.
    ExportImportFilesMetaData export(Path folder) {
        Generation generation = acquire();
        try (Checkpoint checkpoint = Checkpoint.create(database)) {
            return checkpoint.exportColumnFamily(generation.handle(), folder.toString());
        } catch (RocksDBException e) {
            throw failure("export", e);
        } finally {
            generation.release();
        }
    }

    private long property(String name) {
        Generation generation = acquire();
        try {
            return database.getLongProperty(generation.handle(), name);
        } catch (RocksDBException e) {
            throw failure("ask for " + name, e);
        } finally {
            generation.release();
        }
    }

    @Override
    public StagedCopy stage() {
        return copies.stage(this);
    }

    /// The generation in use; null once closed.
    @Nullable Generation current() {
        return current;
    }

    /// Makes another generation the one in use; null closes the store.
    void replace(@Nullable Generation next) {
        Generation old = current;
        current = next;
        if (old != null) {
            old.retire();
        }
    }

    private Generation acquire() {
        while (true) {
            Generation generation = current;
            if (generation == null) {
                throw new StoreClosedException(partition);
            }
            if (generation.acquire()) {
                return generation;
            }
        }
    }

    private RuntimeException failure(String verb, RocksDBException cause) {
        String message = "cannot " + verb + " the store of partition " + partition + ": " + cause;
        Status status = cause.getStatus();
        if (status == null || status.getCode() != Status.Code.Corruption) {
            return new StoreException(message, cause);
        }
        damage.note(cause);
        return new CorruptionException(message, cause);
    }

    private static boolean isNotCached(RocksDBException e) {
        return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Incomplete;
    }
}
