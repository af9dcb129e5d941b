package io.kvasir.cli.cluster;

import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.KvasirClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows what is under way.
@Command(
        name = "operations",
        description =
                "Show splits, merges, moves, repairs and drains: under way, and ended lately.",
        mixinStandardHelpOptions = true)
public final class OperationsCommand implements Callable<Integer> {
    private final Screen screen;

    @Mixin private Connection connection;
    @Mixin private Output output;

    public OperationsCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        try (KvasirClient client = connection.open()) {
            Operators.print(screen, output, client.admin().operations());
        }
        return 0;
    }
}
