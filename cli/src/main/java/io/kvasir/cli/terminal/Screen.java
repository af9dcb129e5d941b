package io.kvasir.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/// Where a command writes: results to `out`, all that is said about them to `err`.
///
/// @param isTerminal whether a person is looking at `out`
/// @param isErrTerminal whether a person is looking at `err`
/// @param columns of the terminal; 0 where there is none
public record Screen(
        PrintStream out, PrintStream err, boolean isTerminal, boolean isErrTerminal, int columns) {
    private static final int COLUMNS_DEFAULT = 120;

    /// That of this process. Text is UTF-8, whatever the locale says: items are.
    public static Screen ofProcess() {
        boolean terminal = isTerminal(1);
        return new Screen(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                terminal,
                isTerminal(2),
                terminal ? columns(System.getenv()) : 0);
    }

    /// A screen that no person looks at.
    public static Screen plain(PrintStream out, PrintStream err) {
        return new Screen(out, err, false, false, 0);
    }

    /// `System.console` speaks of input and output together; one of them may be a pipe.
    private static boolean isTerminal(int descriptor) {
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            // No /proc on this system.
            return Objects.requireNonNull(System.console()).isTerminal();
        }
    }

    private static int columns(Map<String, String> environment) {
        String given = environment.getOrDefault("COLUMNS", "");
        return given.matches("[0-9]{1,4}") ? Integer.parseInt(given) : COLUMNS_DEFAULT;
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
