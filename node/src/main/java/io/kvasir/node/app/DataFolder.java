package io.kvasir.node.app;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The node's folder: locked while it runs, and marked with whose it is. The storage id is drawn
/// when an empty folder is first used and lives as long as what is in it.
final class DataFolder implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String IDENTITY = "identity.properties";
    private static final String NODE = "node";
    private static final String STORAGE = "storage";

    /// A number to remember: the port of the logs' transport, known once there is a place for logs.
    static final String RAFT_PORT = "raft-port";

    private final Path root;
    private final FileChannel lock;
    private final Properties identity;

    private DataFolder(Path root, FileChannel lock, Properties identity) {
        this.root = root;
        this.lock = lock;
        this.identity = identity;
    }

    /// @param random draws the storage id of a new folder
    /// @throws IllegalStateException where the folder is in use, is another node's, or has lost a
    ///   part
    static DataFolder open(Path root, NodeId node, RandomGenerator random) {
        try {
            Files.createDirectories(root);
            FileChannel lock = lock(root);
            try {
                Properties identity = identity(root, node, random);
                return new DataFolder(root, lock, identity);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the data folder " + root, e);
        }
    }

    private static FileChannel lock(Path root) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null;
        }
        if (held == null) {
            channel.close();
            throw new IllegalStateException(
                    "the data folder " + root + " is in use by another node");
        }
        return channel;
    }

    private static Properties identity(Path root, NodeId node, RandomGenerator random)
            throws IOException {
        Path file = root.resolve(IDENTITY);
        Properties identity = new Properties();
        if (!Files.exists(file)) {
            if (Files.exists(store(root)) || Files.exists(raft(root))) {
                throw new IllegalStateException(
                        "the data folder "
                                + root
                                + " holds data but no "
                                + IDENTITY
                                + ": whose it is cannot be told");
            }
            Files.createDirectories(store(root));
            Files.createDirectories(raft(root));
            identity.setProperty(NODE, node.value());
            identity.setProperty(
                    STORAGE, String.format("%012x", random.nextLong() & 0xFFFF_FFFF_FFFFL));
            write(file, identity);
            return identity;
        }
        try (InputStream in = Files.newInputStream(file)) {
            identity.load(in);
        }
        if (!node.value().equals(identity.getProperty(NODE))) {
            throw new IllegalStateException(
                    "the data folder "
                            + root
                            + " is of node "
                            + identity.getProperty(NODE)
                            + ", not of "
                            + node);
        }
        if (!Files.exists(store(root))
                || !Files.exists(raft(root))
                || hasLostLogs(root, identity)) {
            throw new IllegalStateException(
                    "the data folder "
                            + root
                            + " has lost its store or its logs, and must not vote as what it was: "
                            + "empty the whole folder, then it is rebuilt from its peers");
        }
        return identity;
    }

    /// A node that once ran has left something in the folder of its logs; one without anything was
    /// emptied, or is where a disk should be mounted.
    private static boolean hasLostLogs(Path root, Properties identity) throws IOException {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(raft(root))) {
            return identity.containsKey(RAFT_PORT) && !logs.iterator().hasNext();
        }
    }

    StorageId storageId() {
        return new StorageId(identity.getProperty(STORAGE));
    }

    Path store() {
        return store(root);
    }

    Path raft() {
        return raft(root);
    }

    /// A number kept from an earlier start, as a port.
    Optional<Integer> remembered(String name) {
        return Optional.ofNullable(identity.getProperty(name)).map(Integer::parseInt);
    }

    void remember(String name, int value) {
        String text = Integer.toString(value);
        if (!text.equals(identity.setProperty(name, text))) {
            try {
                write(root.resolve(IDENTITY), identity);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the identity in " + root, e);
            }
        }
    }

    /// The bytes of a file of an earlier start.
    Optional<byte[]> read(String file) {
        try {
            Path path = root.resolve(file);
            return Files.exists(path) ? Optional.of(Files.readAllBytes(path)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + " in " + root, e);
        }
    }

    /// Replaces a file, all or nothing.
    void write(String file, byte[] bytes) {
        try {
            replace(root.resolve(file), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + " in " + root, e);
        }
    }

    private static void write(Path file, Properties properties) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : properties.stringPropertyNames().stream().sorted().toList()) {
            text.append(name).append('=').append(properties.getProperty(name)).append('\n');
        }
        replace(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer content = ByteBuffer.wrap(bytes);
            while (content.hasRemaining()) {
                out.write(content);
            }
            out.force(true);
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    private static Path store(Path root) {
        return root.resolve("store");
    }

    private static Path raft(Path root) {
        return root.resolve("raft");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlock the data folder " + root, e);
        }
    }
}
