package io.kvasir.bench.compare;

import io.kvasir.cli.local.FolderContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a command keeps the data of the servers that it starts.
public final class WorkFolder {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "For the servers' data; removed at the end (default: a temporary one).")
    private @Nullable Path folder;

    /// What `work` does; then, and also where the process is told to end, the servers are stopped
    /// and the folder is removed.
    ///
    /// @param path of the folder
    /// @param stop stops the servers; nothing happens where none runs
    void during(Path path, Runnable stop, Work work) throws Exception {
        Thread ending = Thread.ofPlatform().name("bench-stop").unstarted(() -> clear(path, stop));
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            work.run();
        } finally {
            Runtime.getRuntime().removeShutdownHook(ending);
            clear(path, stop);
        }
    }

    interface Work {
        void run() throws Exception;
    }

    /// One of its own in `--dir`, or a temporary one.
    Path path(String name) throws IOException {
        return folder == null
                ? Files.createTempDirectory(name + "-").toAbsolutePath()
                : Files.createDirectories(folder).toAbsolutePath().resolve(name);
    }

    private static void clear(Path path, Runnable stop) {
        stop.run();
        try {
            FolderContent.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
