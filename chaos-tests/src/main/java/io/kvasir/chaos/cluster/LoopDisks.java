package io.kvasir.chaos.cluster;

import io.kvasir.cli.local.FolderContent;
import io.kvasir.cli.local.ServerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// The data of each storage node on a file system of its own, ext4 in a file, so that it can be
/// filled, broken, and cut off its power.
public final class LoopDisks implements AutoCloseable {
    private static final long DISK_BYTES = 1L << 30;
    private static final long PROBE_BYTES = 4L << 20;
    private static final long UNMOUNT_NANOS_MAX = 20_000_000_000L;
    private static final long UNMOUNT_PAUSE_NANOS = 100_000_000;
    private static final int FILL_BYTES = 1 << 20;
    private static final String FILLER = "filler";
    private static final Path THROTTLES = Path.of("/sys/fs/cgroup/blkio");

    private final Map<String, Path> images = new LinkedHashMap<>();
    private final Map<String, Path> mounts = new LinkedHashMap<>();

    /// What is lacking for them; empty where nothing is.
    public static Optional<String> missing() {
        if (!Shell.isRoot()) {
            return Optional.of("only root can mount disks");
        }
        for (String command :
                List.of("losetup", "mkfs.ext4", "mount", "umount", "e2fsck", "fsfreeze")) {
            if (!Shell.has(command)) {
                return Optional.of(
                        "the command "
                                + command
                                + " is missing (Debian: e2fsprogs, mount,"
                                + " util-linux)");
            }
        }
        return Probe.REFUSAL;
    }

    /// Asked once: in a container, root may not be allowed to.
    private static final class Probe {
        private static final Optional<String> REFUSAL = refusal();

        private static Optional<String> refusal() {
            if (!Files.exists(Path.of("/dev/loop-control"))) {
                return Optional.of("this system has no loop devices");
            }
            try {
                Path image = Files.createTempFile("kvasir-probe-", ".ext4");
                Path mounted = Files.createTempDirectory("kvasir-probe-");
                try {
                    return refusal(image, mounted);
                } finally {
                    Files.delete(image);
                    Files.delete(mounted);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Optional<String> refusal(Path image, Path mounted) throws IOException {
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(PROBE_BYTES);
            }
            Shell.run("mkfs.ext4", "-q", "-F", image.toString());
            Optional<String> refusal =
                    Shell.refusal("mount", "-o", "loop", image.toString(), mounted.toString());
            if (refusal.isEmpty()) {
                Shell.run("umount", mounted.toString());
            }
            return refusal;
        }
    }

    /// Makes and mounts a disk for each; none runs yet.
    static LoopDisks mounted(List<ServerProcess> nodes) {
        LoopDisks disks = new LoopDisks();
        try {
            for (ServerProcess node : nodes) {
                disks.make(node);
            }
            return disks;
        } catch (RuntimeException | IOException e) {
            disks.close();
            throw e instanceof RuntimeException failure
                    ? failure
                    : new UncheckedIOException((IOException) e);
        }
    }

    private void make(ServerProcess node) throws IOException {
        Path image = node.data().resolveSibling("disk.ext4");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(DISK_BYTES);
        }
        Shell.run("mkfs.ext4", "-q", "-F", image.toString());
        Files.createDirectories(node.data());
        images.put(node.name(), image);
        mount(node.name(), node.data());
        Files.deleteIfExists(node.data().resolve("lost+found"));
    }

    private void mount(String node, Path folder) {
        Shell.run(
                "mount",
                "-o",
                "loop,errors=remount-ro",
                String.valueOf(images.get(node)),
                folder.toString());
        mounts.put(node, folder);
    }

    private Path folder(ServerProcess node) {
        Path folder = mounts.get(node.name());
        if (folder == null) {
            throw new IllegalArgumentException(node.name() + " has no disk of its own");
        }
        return folder;
    }

    /// What was not synced is gone, and everything fails from now on.
    public void cutPower(ServerProcess node) throws IOException {
        FileSystemShutdown.now(folder(node));
    }

    /// The file system finds an error in itself and lets nobody write any more.
    public void breakDown(ServerProcess node) throws IOException {
        Files.writeString(
                Path.of("/sys/fs/ext4", device(node).getFileName().toString(), "trigger_fs_error"),
                "broken for a test\n");
    }

    /// Makes the disk usable again after either; no process may use it.
    public void remount(ServerProcess node) throws IOException {
        Path folder = folder(node);
        unmount(folder);
        mounts.remove(node.name());
        // 1: errors were corrected.
        Shell.run(
                "/bin/sh", "-c", "e2fsck -p -f '" + images.get(node.name()) + "' || [ $? -eq 1 ]");
        mount(node.name(), folder);
    }

    /// What a killed process had open is let go of a little after it is gone.
    private static void unmount(Path folder) {
        long start = System.nanoTime();
        while (true) {
            try {
                Shell.run("umount", folder.toString());
                return;
            } catch (IllegalStateException e) {
                if (System.nanoTime() - start > UNMOUNT_NANOS_MAX) {
                    throw e;
                }
            }
            LockSupport.parkNanos(UNMOUNT_PAUSE_NANOS);
        }
    }

    /// Whoever writes waits until the disk is thawed, and can be killed no sooner.
    public void freeze(ServerProcess node) {
        Shell.run("fsfreeze", "--freeze", folder(node).toString());
    }

    /// May be called where it is not frozen.
    public void thaw(ServerProcess node) {
        thaw(folder(node));
    }

    /// As `thaw`, of all.
    void thawAll() {
        mounts.values().forEach(LoopDisks::thaw);
    }

    private static void thaw(Path folder) {
        Shell.run("/bin/sh", "-c", "fsfreeze --unfreeze '" + folder + "' 2>/dev/null || true");
    }

    /// @return how much was written until nothing fitted any more
    public long fill(ServerProcess node) throws IOException {
        Path filler = folder(node).resolve(FILLER);
        byte[] bytes = new byte[FILL_BYTES];
        long written = 0;
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (written < DISK_BYTES) {
                out.write(bytes);
                written += bytes.length;
            }
        } catch (IOException e) {
            // Full.
        }
        return written;
    }

    public void free(ServerProcess node) throws IOException {
        Files.deleteIfExists(folder(node).resolve(FILLER));
    }

    /// Lets the node write to its disk so many times a second.
    ///
    /// @return false where this system cannot
    public boolean throttle(ServerProcess node, int writesPerSecond) throws IOException {
        Path group = THROTTLES.resolve("kvasir-" + node.name());
        if (!Files.exists(THROTTLES.resolve("blkio.throttle.write_iops_device"))) {
            return false;
        }
        Files.createDirectories(group);
        String number = Shell.run("lsblk", "-n", "-d", "-o", "MAJ:MIN", device(node).toString());
        Files.writeString(
                group.resolve("blkio.throttle.write_iops_device"),
                number.strip() + " " + writesPerSecond);
        Files.writeString(group.resolve("cgroup.procs"), node.pid().orElseThrow().toString());
        return true;
    }

    public void unthrottle(ServerProcess node) throws IOException {
        Path group = THROTTLES.resolve("kvasir-" + node.name());
        if (node.pid().isPresent()) {
            Files.writeString(THROTTLES.resolve("cgroup.procs"), node.pid().get().toString());
        }
        Files.deleteIfExists(group);
    }

    private Path device(ServerProcess node) {
        String line = Shell.run("losetup", "-n", "-O", "NAME", "-j", image(node).toString());
        return Path.of(line.strip());
    }

    private Path image(ServerProcess node) {
        Path image = images.get(node.name());
        if (image == null) {
            throw new IllegalArgumentException(node.name() + " has no disk of its own");
        }
        return image;
    }

    /// Empties a node's data folder, whether it is a mount or not.
    static void wipe(Path data) throws IOException {
        if (!Files.exists(data)) {
            return;
        }
        List<Path> content;
        try (Stream<Path> list = Files.list(data)) {
            content = list.toList();
        }
        for (Path each : content) {
            FolderContent.delete(each);
        }
    }

    /// Unmounts all and removes the images; may be called twice.
    @Override
    public void close() {
        thawAll();
        mounts.values().forEach(folder -> Shell.run("umount", "-l", folder.toString()));
        mounts.clear();
        for (Path image : images.values()) {
            try {
                Files.deleteIfExists(image);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        images.clear();
    }
}
