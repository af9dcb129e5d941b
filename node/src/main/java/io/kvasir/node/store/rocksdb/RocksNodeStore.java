package io.kvasir.node.store.rocksdb;

import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.store.NodeStore;
import io.kvasir.node.store.PartitionStore;
import io.kvasir.node.store.StagedCopy;
import io.kvasir.node.store.StoreClosedException;
import io.kvasir.node.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ExportImportFilesMetaData;
import org.rocksdb.ImportColumnFamilyOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// The node's one RocksDB. Making, replacing and dropping partitions exclude one another.
public final class RocksNodeStore implements NodeStore {
    private static final int FLUSH_THREADS = 2;
    private static final long CLOSE_WAIT_NANOS = 10_000_000_000L;
    private static final long CLOSE_PAUSE_NANOS = 1_000_000L;

    private final Path folder;
    private final RocksOptions options;
    private final AccessOptions access;
    private final DamageNotes damage;
    private final RocksDB database;
    private final ColumnFamilyHandle defaultFamily;
    private final ConcurrentSkipListMap<PartitionId, RocksPartitionStore> stores =
            new ConcurrentSkipListMap<>();
    private final SequencedMap<PartitionId, Generation> prepared = new LinkedHashMap<>();
    private final List<Generation> retired = new ArrayList<>();
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
    private boolean closed;
    private final ExecutorService flushes =
            Executors.newFixedThreadPool(
                    FLUSH_THREADS, Thread.ofPlatform().name("store-flush-", 0).factory());

    /// How much memory the store may use, and what it does on a clean stop.
    ///
    /// @param cacheBytes block cache; write buffers are charged to it
    /// @param writeBufferBytes of all partitions together
    /// @param flushOnClose false leaves what is in memory to the replicated log
    public record Config(long cacheBytes, long writeBufferBytes, boolean flushOnClose) {}

    private RocksNodeStore(Path folder, Config config) throws RocksDBException, IOException {
        this.folder = folder;
        this.options =
                new RocksOptions(
                        config.cacheBytes(), config.writeBufferBytes(), config.flushOnClose());
        this.access = new AccessOptions();
        Files.createDirectories(folder);
        this.damage = new DamageNotes(folder.resolve("damaged-tables"));
        deleteTree(staging());
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        try (Options listing = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(listing, database().toString())) {
                families.add(new ColumnFamilyDescriptor(name, options.columnFamily));
            }
        }
        if (families.isEmpty()) {
            families.add(
                    new ColumnFamilyDescriptor(
                            RocksDB.DEFAULT_COLUMN_FAMILY, options.columnFamily));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        this.database = opened(families, handles);
        this.defaultFamily = handles.getFirst();
        adopt(families, handles);
    }

    /// @param families loses those that had to be dropped
    private RocksDB opened(List<ColumnFamilyDescriptor> families, List<ColumnFamilyHandle> handles)
            throws RocksDBException {
        String path = database().toString();
        Set<String> noted = damage.tables();
        if (!noted.isEmpty()) {
            families.retainAll(DamagedTables.drop(database(), options.database, families, noted));
            damage.clear();
        }
        try {
            return RocksDB.open(options.database, path, families, handles);
        } catch (RocksDBException e) {
            if (!DamagedTables.isDamage(e)) {
                throw e;
            }
            families.retainAll(
                    DamagedTables.drop(database(), options.database, families, Set.of()));
            handles.clear();
            return RocksDB.open(options.database, path, families, handles);
        }
    }

    /// @throws StoreException where the folder cannot be opened, as when another process has it
    public static RocksNodeStore open(Path folder, Config config) {
        try {
            return new RocksNodeStore(folder, config);
        } catch (RocksDBException | IOException e) {
            throw new StoreException("cannot open the store in " + folder + ": " + e, e);
        }
    }

    private Path database() {
        return folder.resolve("db");
    }

    private Path staging() {
        return folder.resolve("staging");
    }

    /// Of several generations of a partition the highest with data is whole, for its files came in
    /// all at once; the others are left over from a crash.
    private void adopt(List<ColumnFamilyDescriptor> families, List<ColumnFamilyHandle> handles)
            throws RocksDBException {
        ConcurrentSkipListMap<PartitionId, Generation> chosen = new ConcurrentSkipListMap<>();
        for (int i = 0; i < families.size(); i++) {
            ColumnFamilyName name = ColumnFamilyName.parse(families.get(i).getName());
            if (name == null) {
                continue;
            }
            Generation found = new Generation(name.generation(), handles.get(i));
            Generation other = chosen.get(name.partition());
            Generation kept = other == null ? found : better(found, other);
            if (other != null) {
                drop(kept == found ? other : found);
            }
            chosen.put(name.partition(), kept);
        }
        chosen.forEach(
                (partition, generation) -> stores.put(partition, store(partition, generation)));
    }

    private Generation better(Generation a, Generation b) {
        Generation higher = a.number() > b.number() ? a : b;
        Generation lower = higher == a ? b : a;
        return hasData(higher) ? higher : lower;
    }

    private boolean hasData(Generation generation) {
        try (RocksIterator iterator = database.newIterator(generation.handle())) {
            iterator.seekToFirst();
            return iterator.isValid();
        }
    }

    private RocksPartitionStore store(PartitionId partition, Generation generation) {
        return new RocksPartitionStore(
                partition, database, generation, access, flushes, this::stage, damage);
    }

    @Override
    public List<PartitionId> partitions() {
        return List.copyOf(stores.keySet());
    }

    /// RocksDB writes the options of all families anew each time, and reads them back: with
    /// hundreds of them that takes longer than all else.
    @Override
    public synchronized void prepare(Collection<PartitionId> partitions) {
        List<PartitionId> missing =
                partitions.stream()
                        .filter(each -> !stores.containsKey(each) && !prepared.containsKey(each))
                        .toList();
        if (missing.isEmpty()) {
            return;
        }
        List<ColumnFamilyDescriptor> families =
                missing.stream()
                        .map(each ->
                                new ColumnFamilyDescriptor(
                                        new ColumnFamilyName(each, 0).encoded(),
                                        options.columnFamily))
                        .toList();
        try {
            List<ColumnFamilyHandle> handles = database.createColumnFamilies(families);
            for (int i = 0; i < missing.size(); i++) {
                prepared.put(missing.get(i), new Generation(0, handles.get(i)));
            }
        } catch (RocksDBException e) {
            throw new StoreException("cannot create the stores of partitions " + missing, e);
        }
    }

    @Override
    public synchronized PartitionStore create(PartitionId partition) {
        if (stores.containsKey(partition)) {
            throw new IllegalStateException("partition " + partition + " has a store already");
        }
        Generation ready = prepared.remove(partition);
        RocksPartitionStore store =
                store(partition, ready == null ? newGeneration(partition, 0) : ready);
        stores.put(partition, store);
        return store;
    }

    @Override
    public PartitionStore open(PartitionId partition) {
        PartitionStore store = stores.get(partition);
        if (store == null) {
            throw new IllegalStateException("partition " + partition + " has no store");
        }
        return store;
    }

    @Override
    public synchronized PartitionStore copy(PartitionId from, PartitionId to) {
        RocksPartitionStore source = stores.get(from);
        if (source == null || stores.containsKey(to)) {
            throw new IllegalStateException(
                    from + " must have a store, and " + to + " none, for a copy");
        }
        Generation unused = prepared.remove(to);
        if (unused != null) {
            drop(unused);
        }
        Path folder = staging().resolve(to + ".split");
        try {
            Files.createDirectories(staging());
            deleteTree(folder);
            RocksPartitionStore store = store(to, imported(to, source.export(folder)));
            stores.put(to, store);
            return store;
        } catch (IOException e) {
            throw new StoreException("cannot copy " + from + " by way of " + folder, e);
        } finally {
            removeLinks(folder);
        }
    }

    private Generation imported(PartitionId partition, ExportImportFilesMetaData files) {
        byte[] name = new ColumnFamilyName(partition, 0).encoded();
        try (files;
                ImportColumnFamilyOptions move =
                        new ImportColumnFamilyOptions().setMoveFiles(true)) {
            return new Generation(
                    0,
                    database.createColumnFamilyWithImport(
                            new ColumnFamilyDescriptor(name, options.columnFamily), move, files));
        } catch (RocksDBException e) {
            throw new StoreException("cannot make the store of " + partition + " of a copy", e);
        }
    }

    private static void removeLinks(Path folder) {
        try {
            deleteTree(folder);
        } catch (IOException e) {
            throw new StoreException("cannot remove " + folder, e);
        }
    }

    @Override
    public synchronized void drop(PartitionId partition) {
        RocksPartitionStore store = stores.remove(partition);
        Generation generation = store == null ? null : store.current();
        if (store != null && generation != null) {
            dropFamily(generation);
            retire(store, generation, null);
        }
    }

    /// Keeps a retired generation in sight until its last reader is done: the database outlives
    /// them.
    private void retire(
            RocksPartitionStore store, Generation old, @Nullable Generation replacement) {
        retired.removeIf(Generation::isReleased);
        retired.add(old);
        store.replace(replacement);
    }

    private Generation newGeneration(PartitionId partition, int number) {
        byte[] name = new ColumnFamilyName(partition, number).encoded();
        try {
            return new Generation(
                    number,
                    database.createColumnFamily(
                            new ColumnFamilyDescriptor(name, options.columnFamily)));
        } catch (RocksDBException e) {
            throw new StoreException("cannot create the store of partition " + partition, e);
        }
    }

    private void drop(Generation generation) {
        dropFamily(generation);
        generation.retire();
    }

    private void dropFamily(Generation generation) {
        try {
            database.dropColumnFamily(generation.handle());
        } catch (RocksDBException e) {
            throw new StoreException("cannot drop a column family", e);
        }
    }

    private StagedCopy stage(RocksPartitionStore store) {
        Options tables = new Options(options.database, options.columnFamily);
        return new RocksStagedCopy(
                staging().resolve(store.partition().toString()),
                tables,
                files -> swap(store, files));
    }

    private synchronized void swap(RocksPartitionStore store, List<String> files) {
        Generation old = store.current();
        if (old == null) {
            throw new StoreClosedException(store.partition());
        }
        Generation next = newGeneration(store.partition(), old.number() + 1);
        try (IngestExternalFileOptions move = new IngestExternalFileOptions()) {
            database.ingestExternalFile(next.handle(), files, move.setMoveFiles(true));
        } catch (RocksDBException e) {
            drop(next);
            throw new StoreException(
                    "cannot take in the copy of partition " + store.partition(), e);
        }
        dropFamily(old);
        retire(store, old, next);
    }

    /// Reads a figure of the open database; not a number once it is closed.
    double whileOpen(ToDoubleFunction<RocksNodeStore> read) {
        life.readLock().lock();
        try {
            return closed ? Double.NaN : read.applyAsDouble(this);
        } finally {
            life.readLock().unlock();
        }
    }

    RocksDB rocks() {
        return database;
    }

    RocksOptions rocksOptions() {
        return options;
    }

    @Override
    public void close() {
        flushes.close();
        for (RocksPartitionStore store : stores.values()) {
            @Nullable Generation generation = store.current();
            if (generation != null) {
                retire(store, generation, null);
            }
        }
        stores.clear();
        prepared.sequencedValues().forEach(Generation::retire);
        prepared.clear();
        long deadline = System.nanoTime() + CLOSE_WAIT_NANOS;
        while (!retired.stream().allMatch(Generation::isReleased)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("a read of the store did not end before its close");
            }
            LockSupport.parkNanos(CLOSE_PAUSE_NANOS);
        }
        life.writeLock().lock();
        try {
            closed = true;
            defaultFamily.close();
            access.close();
            database.close();
            options.close();
        } finally {
            life.writeLock().unlock();
        }
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
