package io.kvasir.cli.cluster;

import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.ClusterAdmin;
import io.kvasir.client.KvasirClient;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.proto.v1.Operation;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Orders about one partition.
@Command(
        name = "partition",
        description = "Divide, merge, move or hand over one partition.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class PartitionCommand {
    private final Screen screen;

    public PartitionCommand(Screen screen) {
        this.screen = screen;
    }

    @Command(
            name = "split",
            description = "Divide a partition in two; clients do not notice.",
            mixinStandardHelpOptions = true)
    int split(
            @Mixin Connection connection,
            @Mixin Output output,
            @Parameters(paramLabel = "ID", description = "As `kvasir partitions` shows it: p7.")
                    String partition,
            @Option(
                            names = "--at",
                            paramLabel = "KEY",
                            description =
                                    "The new partition's first global key, in hexadecimal (default:"
                                            + " the middle of the load, or of the bytes).")
                    @Nullable String at) {
        Optional<Bytes> cut = Optional.ofNullable(at).map(PartitionCommand::key);
        return order(connection, output, admin -> admin.split(id(partition), cut));
    }

    @Command(
            name = "merge",
            description =
                    "Have a partition absorb its right neighbour; both must be small, and the"
                            + " neighbour's clients wait for a moment.",
            mixinStandardHelpOptions = true)
    int merge(
            @Mixin Connection connection,
            @Mixin Output output,
            @Parameters(paramLabel = "ID", description = "The one that stays, as p7.")
                    String partition,
            @Option(
                            names = "--with",
                            paramLabel = "ID",
                            description =
                                    "The neighbour that ends by it: the order is refused where it"
                                            + " is another (default: whichever it is).")
                    @Nullable String neighbour) {
        return order(
                connection,
                output,
                admin ->
                        neighbour == null
                                ? admin.merge(id(partition))
                                : admin.merge(id(partition), id(neighbour)));
    }

    @Command(
            name = "move",
            description = "Move a replica to another node.",
            mixinStandardHelpOptions = true)
    int move(
            @Mixin Connection connection,
            @Mixin Output output,
            @Parameters(paramLabel = "ID") String partition,
            @Option(names = "--from", required = true, paramLabel = "NODE") String from,
            @Option(names = "--to", required = true, paramLabel = "NODE") String to) {
        return order(connection, output, admin -> admin.move(id(partition), from, to));
    }

    @Command(
            name = "transfer-leader",
            description = "Have another of its nodes lead a partition.",
            mixinStandardHelpOptions = true)
    int transferLeader(
            @Mixin Connection connection,
            @Mixin Output output,
            @Parameters(paramLabel = "ID") String partition,
            @Option(names = "--to", required = true, paramLabel = "NODE") String to) {
        return order(connection, output, admin -> admin.transferLeader(id(partition), to));
    }

    private int order(
            Connection connection, Output output, Function<ClusterAdmin, Operation> order) {
        try (KvasirClient client = connection.open()) {
            Operators.print(screen, output, order.apply(client.admin()));
        }
        return 0;
    }

    /// `p7`, or the number alone.
    static long id(String text) {
        String digits = text.startsWith("p") ? text.substring(1) : text;
        if (!digits.matches("[0-9]{1,18}")) {
            throw new InvalidArgumentException(
                    "'" + text + "' is no partition; `kvasir partitions` shows them, as p7");
        }
        return Long.parseLong(digits);
    }

    private static Bytes key(String text) {
        if (text.isEmpty() || text.length() % 2 != 0 || !text.matches("[0-9a-fA-F]+")) {
            throw new InvalidArgumentException(
                    "--at '" + text + "' must be a global key in hexadecimal, two digits a byte");
        }
        return Bytes.ofHex(text);
    }
}
