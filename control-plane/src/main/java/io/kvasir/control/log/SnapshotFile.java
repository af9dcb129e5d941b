package io.kvasir.control.log;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.kvasir.control.state.StateCodec;
import io.kvasir.replication.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// One file with the last snapshot: magic, format, term, index, the state, and an xxh3_64 over all
/// of it. Replaced as a whole: a crash leaves the one before.
final class SnapshotFile {
    static final int MAGIC = 0x4B564353;
    private static final int FORMAT = 1;
    private static final int HEADER_BYTES = 2 * Integer.BYTES + 2 * Long.BYTES;
    private static final Hasher64 HASH = Hashing.xxh3_64();

    private final Path file;
    private final Path next;

    SnapshotFile(Path directory) {
        this.file = directory.resolve("state.snapshot");
        this.next = directory.resolve("state.snapshot.next");
    }

    /// @throws SnapshotDamagedException where the file is not what was written
    Applied read() throws IOException {
        if (!Files.exists(file)) {
            return Applied.NOTHING;
        }
        try {
            return decode(Files.readAllBytes(file));
        } catch (SnapshotDamagedException damaged) {
            throw new SnapshotDamagedException(
                    file
                            + ": "
                            + damaged.getMessage()
                            + ". Where other control planes run, empty this one's data folder, and "
                            + "it is rebuilt from them");
        }
    }

    /// Durable when this returns.
    void write(Applied applied) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(encode(applied));
        try (FileChannel channel =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    static byte[] encode(Applied applied) {
        byte[] state = StateCodec.snapshot(applied.state());
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + state.length + Long.BYTES);
        bytes.putInt(MAGIC)
                .putInt(FORMAT)
                .putLong(applied.position().term())
                .putLong(applied.position().index())
                .put(state);
        bytes.putLong(HASH.hashBytesToLong(bytes.array(), 0, bytes.position()));
        return bytes.array();
    }

    static Applied decode(byte[] bytes) throws SnapshotDamagedException {
        if (bytes.length < HEADER_BYTES + Long.BYTES) {
            throw new SnapshotDamagedException(
                    "a snapshot of " + bytes.length + " bytes is cut off");
        }
        int end = bytes.length - Long.BYTES;
        ByteBuffer read = ByteBuffer.wrap(bytes);
        int magic = read.getInt();
        int format = read.getInt();
        long checksum = read.getLong(end);
        if (magic != MAGIC || checksum != HASH.hashBytesToLong(bytes, 0, end)) {
            throw new SnapshotDamagedException("the snapshot is damaged: its checksum is wrong");
        }
        if (format != FORMAT) {
            throw new SnapshotDamagedException(
                    "the snapshot has format " + format + "; this version reads " + FORMAT);
        }
        LogPosition position = new LogPosition(read.getLong(), read.getLong());
        byte[] state = Arrays.copyOfRange(bytes, HEADER_BYTES, end);
        return new Applied(position, StateCodec.snapshot(state));
    }
}
