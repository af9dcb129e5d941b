package io.kvasir.cli;

import io.kvasir.cli.cluster.ClusterCommand;
import io.kvasir.cli.cluster.OperationsCommand;
import io.kvasir.cli.cluster.PartitionCommand;
import io.kvasir.cli.cluster.PartitionsCommand;
import io.kvasir.cli.dev.DevCommand;
import io.kvasir.cli.dev.RehearseCommand;
import io.kvasir.cli.item.ItemCommand;
import io.kvasir.cli.local.LocalCommand;
import io.kvasir.cli.server.ControlPlaneCommand;
import io.kvasir.cli.server.NodeCommand;
import io.kvasir.cli.server.RouterCommand;
import io.kvasir.cli.table.TableCommand;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.cli.tour.TourCommand;
import io.kvasir.cli.transfer.ExportCommand;
import io.kvasir.cli.transfer.ImportCommand;
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
        subcommands = {
            DevCommand.class,
            LocalCommand.class,
            ControlPlaneCommand.class,
            NodeCommand.class,
            RouterCommand.class,
            TableCommand.class,
            ItemCommand.class,
            ClusterCommand.class,
            PartitionsCommand.class,
            PartitionCommand.class,
            OperationsCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            TourCommand.class,
            RehearseCommand.class,
            HelpCommand.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:not done, or a difference was found",
            "2:the command or a value is wrong",
            "3:the condition of a write was not met",
            "4:the outcome of a write is unknown: it may have happened",
        })
public final class Kvasir {
    private Kvasir() {}

    public static void main(String[] arguments) {
        System.exit(run(Screen.ofProcess(), arguments));
    }

    /// @return the exit status
    public static int run(Screen screen, String... arguments) {
        CommandLine command = new CommandLine(new Kvasir(), new CommandFactory(screen));
        Subcommand.addAll(command);
        command.setOut(new PrintWriter(screen.out(), true, StandardCharsets.UTF_8));
        command.setErr(new PrintWriter(screen.err(), true, StandardCharsets.UTF_8));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setExecutionExceptionHandler(
                (thrown, of, parsed) -> Failures.report(screen, thrown));
        return command.execute(arguments);
    }
}
