package io.kvasir.cli;

import io.kvasir.cli.terminal.Screen;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// The entry of the `kvasir` command.
@Command(
        name = "kvasir",
        description = "A self-hosted, horizontally scaling key-value and document store.",
        mixinStandardHelpOptions = true,
        version = "Kvasir 0.1.0-SNAPSHOT",
        subcommands = {HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class Kvasir {
    private Kvasir() {}

    public static void main(String[] arguments) {
        System.exit(run(Screen.ofProcess(), arguments));
    }

    /// @return the exit status
    public static int run(Screen screen, String... arguments) {
        CommandLine command = new CommandLine(new Kvasir());
        command.setOut(new PrintWriter(screen.out(), true, StandardCharsets.UTF_8));
        command.setErr(new PrintWriter(screen.err(), true, StandardCharsets.UTF_8));
        return command.execute(arguments);
    }
}
