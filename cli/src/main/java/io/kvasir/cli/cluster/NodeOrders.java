package io.kvasir.cli.cluster;

import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.ClusterAdmin;
import io.kvasir.client.KvasirClient;
import io.kvasir.proto.v1.Operation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Orders about one node: subcommands of `kvasir node`.
public abstract class NodeOrders implements Callable<Integer> {
    private final Screen screen;

    @Mixin private Connection connection;
    @Mixin private Output output;

    @Parameters(paramLabel = "NODE", description = "The node's id.")
    private String node;

    NodeOrders(Screen screen) {
        this.screen = screen;
    }

    abstract Operation order(ClusterAdmin admin, String id);

    @Override
    public Integer call() {
        try (KvasirClient client = connection.open()) {
            Operators.print(screen, output, order(client.admin(), node));
        }
        return 0;
    }

    /// Empties a node.
    @Command(
            name = "drain",
            description = "Move all that a node holds elsewhere, and give it nothing new.",
            mixinStandardHelpOptions = true)
    public static final class Drain extends NodeOrders {
        public Drain(Screen screen) {
            super(screen);
        }

        @Override
        Operation order(ClusterAdmin admin, String id) {
            return admin.drain(id);
        }
    }

    /// Takes a drain back.
    @Command(
            name = "undrain",
            description = "Let a node take its share again.",
            mixinStandardHelpOptions = true)
    public static final class Undrain extends NodeOrders {
        public Undrain(Screen screen) {
            super(screen);
        }

        @Override
        Operation order(ClusterAdmin admin, String id) {
            return admin.undrain(id);
        }
    }

    /// Forgets a node.
    @Command(
            name = "remove",
            description = "Forget a node that is empty and stopped.",
            mixinStandardHelpOptions = true)
    public static final class Remove extends NodeOrders {
        public Remove(Screen screen) {
            super(screen);
        }

        @Override
        Operation order(ClusterAdmin admin, String id) {
            return admin.remove(id);
        }
    }
}
