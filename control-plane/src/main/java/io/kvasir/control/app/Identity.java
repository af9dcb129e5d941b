package io.kvasir.control.app;

import io.kvasir.model.cluster.StorageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// The identity of a data folder: drawn when it is first used, gone with its contents. A member
/// that lost its folder is another member, and never votes as the one it was.
final class Identity {
    private Identity() {}

    static StorageId of(Path data, RandomGenerator random) throws IOException {
        Files.createDirectories(data);
        Path file = data.resolve("identity");
        if (!Files.exists(file)) {
            write(data, file, HexFormat.of().toHexDigits(random.nextLong()));
        }
        return new StorageId(Files.readString(file).strip());
    }

    private static void write(Path data, Path file, String id) throws IOException {
        Path next = data.resolve("identity.next");
        try (FileChannel channel =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(data, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
