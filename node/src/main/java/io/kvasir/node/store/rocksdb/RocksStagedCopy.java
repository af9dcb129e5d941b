package io.kvasir.node.store.rocksdb;

import io.kvasir.model.Bytes;
import io.kvasir.node.store.StagedCopy;
import io.kvasir.node.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/// Writes a copy as sorted table files of its own, which `commit` hands over to be moved into a new
/// column family.
final class RocksStagedCopy implements StagedCopy {
    private static final long FILE_BYTES_MAX = 64L << 20;

    private final Path folder;
    private final Consumer<List<String>> ingest;
    private final Options options;
    private final EnvOptions environment = new EnvOptions();
    private final List<String> files = new ArrayList<>();
    private @Nullable SstFileWriter writer;
    private long fileBytes;

    /// @param options taken over: closed with the copy
    /// @param ingest makes the files the partition's contents, durably
    RocksStagedCopy(Path folder, Options options, Consumer<List<String>> ingest) {
        this.folder = folder;
        this.options = options;
        this.ingest = ingest;
        try {
            RocksNodeStore.deleteTree(folder);
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StoreException("cannot prepare " + folder, e);
        }
    }

    @Override
    public void put(Bytes key, Bytes value) {
        try {
            SstFileWriter file = writer == null ? nextFile() : writer;
            file.put(key.array(), value.array());
            fileBytes += key.length() + value.length();
            if (fileBytes >= FILE_BYTES_MAX) {
                finishFile();
            }
        } catch (RocksDBException e) {
            throw new StoreException("cannot write a staged copy into " + folder, e);
        }
    }

    private SstFileWriter nextFile() throws RocksDBException {
        SstFileWriter next = new SstFileWriter(environment, options);
        String file = folder.resolve(files.size() + ".sst").toString();
        next.open(file);
        files.add(file);
        writer = next;
        fileBytes = 0;
        return next;
    }

    private void finishFile() throws RocksDBException {
        SstFileWriter last = writer;
        if (last != null) {
            last.finish();
            last.close();
            writer = null;
        }
    }

    @Override
    public void commit() {
        try {
            finishFile();
        } catch (RocksDBException e) {
            throw new StoreException("cannot finish a staged copy in " + folder, e);
        }
        if (files.isEmpty()) {
            throw new IllegalStateException("a staged copy without a record");
        }
        ingest.accept(files);
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
            writer = null;
        }
        options.close();
        environment.close();
        try {
            RocksNodeStore.deleteTree(folder);
        } catch (IOException e) {
            throw new StoreException("cannot remove " + folder, e);
        }
    }
}
