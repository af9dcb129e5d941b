package io.kvasir.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A process for certain: its number, and when it started. A number alone may by now belong to
/// someone else's process.
///
/// @param started on Linux the boot's id and the ticks since it, which no clock change moves; else
///   the start time
record ProcessIdentity(long pid, String started) {
    private static final Path PROC = Path.of("/proc");
    private static final Path BOOT_ID = PROC.resolve("sys/kernel/random/boot_id");

    /// Places in /proc/PID/stat behind the command's closing parenthesis.
    private static final int STAT_STATE = 0;

    private static final int STAT_START_TICKS = 19;

    /// The process that has the number now; empty where none runs.
    static Optional<ProcessIdentity> running(long pid) {
        return startOf(pid).map(started -> new ProcessIdentity(pid, started));
    }

    /// Whether this very process runs still. A dead one that nobody has waited for does not.
    boolean isRunning() {
        return startOf(pid).equals(Optional.of(started));
    }

    private static Optional<String> startOf(long pid) {
        if (!Files.exists(BOOT_ID)) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .flatMap(handle -> handle.info().startInstant())
                    .map(Object::toString);
        }
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean dead = fields[STAT_STATE].equals("Z") || fields[STAT_STATE].equals("X");
            return dead
                    ? Optional.empty()
                    : Optional.of(
                            Files.readString(BOOT_ID).strip() + ":" + fields[STAT_START_TICKS]);
        } catch (IOException e) {
            // Gone, or gone while it was read.
            return Optional.empty();
        }
    }

    void write(Path file) {
        try {
            Path written = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(written, pid + "\n" + started + "\n");
            Files.move(written, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a pid file names; empty where there is none, or where it is not one of ours.
    static Optional<ProcessIdentity> read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() == 2 && lines.getFirst().matches("[0-9]{1,18}")) {
                return Optional.of(
                        new ProcessIdentity(Long.parseLong(lines.getFirst()), lines.getLast()));
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
