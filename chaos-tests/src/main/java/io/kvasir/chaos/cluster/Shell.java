package io.kvasir.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Commands of the system.
public final class Shell {
    private static final long SECONDS_MAX = 60;
    private static final List<Path> FOLDERS =
            List.of(
                    Path.of("/usr/sbin"),
                    Path.of("/sbin"),
                    Path.of("/usr/bin"),
                    Path.of("/bin"),
                    Path.of("/usr/local/bin"));

    private Shell() {}

    /// Runs a command to its end.
    ///
    /// @return what it printed
    /// @throws IllegalStateException where it fails, with what it printed
    public static String run(String... command) {
        return run(SECONDS_MAX, command);
    }

    /// As `run`, of a command that may take so many seconds.
    static String run(long secondsMax, String... command) {
        Path output = null;
        try {
            output = Files.createTempFile("kvasir-verify-", ".out");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(secondsMax, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " does not end");
            }
            String text = Files.readString(output, StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw new IllegalStateException(
                        String.join(" ", command)
                                + " failed with status "
                                + process.exitValue()
                                + ": "
                                + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            delete(output);
        }
    }

    /// What a command prints where it fails; empty where it does not.
    static Optional<String> refusal(String... command) {
        try {
            run(command);
            return Optional.empty();
        } catch (IllegalStateException | UncheckedIOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void delete(@org.jspecify.annotations.Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public static boolean has(String command) {
        return FOLDERS.stream().anyMatch(folder -> Files.isExecutable(folder.resolve(command)));
    }

    /// Whether this process may do what only root may.
    public static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
