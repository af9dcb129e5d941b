package io.kvasir.routing.map;

import io.kvasir.proto.v1.MapUpdate;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last map on disk, so that a restarted router serves without a control plane. It is a cache:
/// one that is damaged or missing is as good as none.
public final class MapFile {
    private static final Logger LOG = LoggerFactory.getLogger(MapFile.class);
    private static final int MAGIC = 0x4B4D4150;
    private static final int HEADER_BYTES = 12;
    private static final long FILE_BYTES_MAX = 1L << 30;

    private final Path path;

    public MapFile(Path path) {
        this.path = path;
    }

    /// Replaces the file as one step; a crash leaves the old or the new one.
    public void write(ClusterMap map) throws IOException {
        byte[] body = map.toUpdate().toByteArray();
        CRC32C checksum = new CRC32C();
        checksum.update(body);
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + body.length);
        bytes.putInt(MAGIC).putLong(checksum.getValue()).put(body).flip();
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try (FileChannel file =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Empty where there is no map to be read; why not is logged.
    public Optional<MapUpdate> read() {
        try (InputStream file = Files.newInputStream(path)) {
            if (Files.size(path) > FILE_BYTES_MAX) {
                throw new IOException("more than " + FILE_BYTES_MAX + " bytes");
            }
            DataInputStream data = new DataInputStream(file);
            int magic = data.readInt();
            long expected = data.readLong();
            byte[] body = data.readAllBytes();
            CRC32C checksum = new CRC32C();
            checksum.update(body);
            if (magic != MAGIC || checksum.getValue() != expected) {
                throw new IOException("its checksum does not fit");
            }
            return Optional.of(MapUpdate.parseFrom(body));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("The cached map in {} cannot be used: {}", path, e.getMessage());
            return Optional.empty();
        }
    }
}
