package io.kvasir.node.store.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tables that were found damaged while the database was open, in a file beside it, one name a
/// line. A compaction that meets one closes the whole database to writes, and would meet it again
/// after the next start: by then the partition that it belongs to must be gone.
final class DamageNotes {
    private static final Logger LOG = LoggerFactory.getLogger(DamageNotes.class);

    /// RocksDB says where it was by the file's path.
    private static final Pattern TABLE = Pattern.compile("(\\d+\\.sst)");

    private final Path file;
    private final Set<String> tables = new HashSet<>();

    DamageNotes(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            tables.addAll(Files.readAllLines(file));
        }
    }

    /// Durable when it returns.
    synchronized void note(RocksDBException damage) {
        Matcher name = TABLE.matcher(String.valueOf(damage.getMessage()));
        if (!name.find() || !tables.add(name.group(1))) {
            return;
        }
        LOG.error("{} is damaged: its partition is set aside at the next start", name.group(1));
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer line = StandardCharsets.UTF_8.encode(name.group(1) + "\n");
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        } catch (IOException e) {
            LOG.error("that cannot be noted in {}", file, e);
        }
    }

    synchronized Set<String> tables() {
        return Set.copyOf(tables);
    }

    /// What was noted is gone from the database.
    synchronized void clear() {
        tables.clear();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }
}
