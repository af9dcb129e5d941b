package io.kvasir.cli.server;

import io.kvasir.cli.terminal.Screen;
import io.kvasir.cli.terminal.TextTable;
import io.kvasir.model.Safeguard;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.runtime.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/// Runs one server until the process is asked to end. Its settings come from a file, the
/// environment and flags, each overriding the one before; all are printed with their source.
abstract class ServerCommand<C> implements Callable<Integer> {
    private static final String FLAG = "--";

    private final Screen screen;
    private final Server<C> server;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings as YAML; the keys are in docs/OPERATIONS.md.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Override one setting. --KEY=VALUE does the same, and so does the variable"
                            + " KVASIR_KEY (dashes become underscores).")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--show-settings", description = "Print all settings and end.")
    private boolean showOnly;

    @Unmatched private List<String> flags = new ArrayList<>();

    ServerCommand(Screen screen, Server<C> server) {
        this.screen = screen;
        this.server = server;
    }

    @Override
    public Integer call() throws Exception {
        Map<String, String> overrides = new LinkedHashMap<>(set);
        overrides.putAll(parsed(flags));
        Settings settings = Settings.load(Optional.ofNullable(file), System.getenv(), overrides);
        C config = server.parse().apply(settings);
        settings.refuseUnknown();
        TextTable table = new TextTable(List.of("setting", "value", "source"));
        settings.described()
                .forEach(each -> table.row(List.of(each.key(), each.value(), each.source())));
        screen.out().print(table.rendered(0));
        Safeguard.switchedOff()
                .forEach(safeguard ->
                        screen.err()
                                .println(
                                        "UNSAFE: this process runs without "
                                                + safeguard
                                                + " ("
                                                + safeguard.property()
                                                + "): it can lose data and answer wrongly"));
        if (!showOnly) {
            LibraryLogs.join();
            UntilStopped.run(
                    server.start().start(config),
                    () -> screen.out().println(server.name() + " has stopped"));
        }
        return 0;
    }

    /// `--key=value` and `--key value` as settings; which keys there are, the server knows.
    static Map<String, String> parsed(List<String> flags) {
        Map<String, String> parsed = new LinkedHashMap<>();
        for (int i = 0; i < flags.size(); i++) {
            String flag = flags.get(i);
            if (!flag.startsWith(FLAG) || flag.length() == FLAG.length()) {
                throw new InvalidArgumentException(
                        "'" + flag + "' is no option; settings are given as --key=value");
            }
            int equals = flag.indexOf('=');
            if (equals > 0) {
                parsed.put(flag.substring(FLAG.length(), equals), flag.substring(equals + 1));
            } else if (i + 1 < flags.size() && !flags.get(i + 1).startsWith(FLAG)) {
                parsed.put(flag.substring(FLAG.length()), flags.get(++i));
            } else {
                throw new InvalidArgumentException(flag + " has no value; give " + flag + "=…");
            }
        }
        return parsed;
    }
}
