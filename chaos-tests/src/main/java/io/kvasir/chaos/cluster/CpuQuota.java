package io.kvasir.chaos.cluster;

import io.kvasir.cli.local.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Lets a server have a share of a processor, by a control group of its own (version 1).
public final class CpuQuota {
    private static final Path GROUPS = Path.of("/sys/fs/cgroup/cpu");
    private static final int PERIOD_MICROS = 100_000;

    private CpuQuota() {}

    /// What is lacking; empty where nothing is.
    public static Optional<String> missing() {
        return Shell.isRoot() && Files.isWritable(GROUPS.resolve("cgroup.procs"))
                ? Optional.empty()
                : Optional.of("no control groups for processors below " + GROUPS + ", or no root");
    }

    /// @param percent of one processor
    public static void limit(ServerProcess server, int percent) throws IOException {
        Path group = group(server);
        Files.createDirectories(group);
        Files.writeString(group.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
        Files.writeString(
                group.resolve("cpu.cfs_quota_us"), Integer.toString(PERIOD_MICROS * percent / 100));
        Files.writeString(group.resolve("cgroup.procs"), server.pid().orElseThrow().toString());
    }

    public static void free(ServerProcess server) throws IOException {
        if (server.pid().isPresent()) {
            Files.writeString(GROUPS.resolve("cgroup.procs"), server.pid().get().toString());
        }
        Files.deleteIfExists(group(server));
    }

    private static Path group(ServerProcess server) {
        return GROUPS.resolve("kvasir-" + server.name());
    }
}
