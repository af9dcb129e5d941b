package io.kvasir.cli.server;

import io.kvasir.cli.cluster.NodeOrders;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.node.app.NodeConfig;
import picocli.CommandLine.Command;

/// Runs one node.
@Command(
        name = "node",
        description =
                "Run a storage node, which holds replicas of partitions; or order a node about.",
        subcommands = {NodeOrders.Drain.class, NodeOrders.Undrain.class, NodeOrders.Remove.class},
        mixinStandardHelpOptions = true)
public final class NodeCommand extends ServerCommand<NodeConfig> {
    public NodeCommand(Screen screen) {
        super(screen, Server.NODE);
    }
}
