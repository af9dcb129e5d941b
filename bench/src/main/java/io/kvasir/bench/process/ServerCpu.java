package io.kvasir.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Stream;

/// CPU time that processes, all their threads and the processes they started have consumed, in user
/// and kernel mode, as /proc tells it.
public final class ServerCpu {
    /// Of what the kernel shows to programs (USER_HZ), on every architecture Kvasir runs on.
    private static final long TICKS_PER_SECOND = 100;

    private static final long NANOS_PER_TICK = 1_000_000_000 / TICKS_PER_SECOND;

    /// Places behind the command's closing parenthesis.
    private static final int STAT_USER_TICKS = 11;

    private static final int STAT_KERNEL_TICKS = 12;

    private ServerCpu() {}

    /// @throws UncheckedIOException where one of them has ended
    public static Duration consumed(Collection<Long> pids) {
        Duration sum = Duration.ZERO;
        for (long pid : pids) {
            sum = sum.plus(parsed(stat(pid)));
            Stream<ProcessHandle> children =
                    ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants);
            for (ProcessHandle child : children.toList()) {
                sum = sum.plus(ofChild(child.pid()));
            }
        }
        return sum;
    }

    /// @param stat a line of /proc/PID/stat
    static Duration parsed(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
        long ticks =
                Long.parseLong(fields[STAT_USER_TICKS]) + Long.parseLong(fields[STAT_KERNEL_TICKS]);
        return Duration.ofNanos(ticks * NANOS_PER_TICK);
    }

    /// Nothing where it has just ended.
    private static Duration ofChild(long pid) {
        try {
            return parsed(stat(pid));
        } catch (UncheckedIOException ended) {
            return Duration.ZERO;
        }
    }

    private static String stat(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " of a server has ended", e);
        }
    }
}
