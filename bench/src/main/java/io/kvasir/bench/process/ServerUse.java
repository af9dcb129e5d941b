package io.kvasir.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/// What processes hold and have written, as /proc tells it.
///
/// @param memoryBytes resident
/// @param writtenBytes handed to the disks since they started
public record ServerUse(long memoryBytes, long threads, long writtenBytes) {
    private static final long BYTES_PER_KB = 1024;

    /// @throws UncheckedIOException where one of them has ended
    public static ServerUse of(Collection<Long> pids) {
        ServerUse sum = new ServerUse(0, 0, 0);
        for (long pid : pids) {
            Path proc = Path.of("/proc", Long.toString(pid));
            ServerUse each = parsed(read(proc.resolve("status")), read(proc.resolve("io")));
            sum =
                    new ServerUse(
                            sum.memoryBytes + each.memoryBytes,
                            sum.threads + each.threads,
                            sum.writtenBytes + each.writtenBytes);
        }
        return sum;
    }

    /// @param status /proc/PID/status
    /// @param io /proc/PID/io
    static ServerUse parsed(String status, String io) {
        return new ServerUse(
                field(status, "VmRSS") * BYTES_PER_KB,
                field(status, "Threads"),
                field(io, "write_bytes"));
    }

    private static long field(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + " in " + text));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("process of a server has ended: " + file, e);
        }
    }
}
