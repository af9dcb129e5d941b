package io.kvasir.node.store.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/// RocksDB's native library, out of its jar. Left to itself, RocksDB writes a copy of it into the
/// temporary folder, which stays there, 17 MB each time, where a process is killed. The copy is
/// deleted here as soon as it is loaded, which a system lets one do, or else when the process ends.
final class NativeLibrary {
    private NativeLibrary() {}

    /// Before anything else of RocksDB's. Idempotent.
    ///
    /// @throws UncheckedIOException where the temporary folder cannot be written to
    static void load() {
        try {
            Path folder = Files.createTempDirectory("kvasir-rocksdb-");
            try {
                NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
            } finally {
                discard(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot load RocksDB's native library", e);
        }
        // What remains of its own way: it finds the library loaded, and takes note.
        RocksDB.loadLibrary();
    }

    private static void discard(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
