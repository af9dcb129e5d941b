package io.kvasir.cli.server;

import io.kvasir.cli.terminal.Screen;
import io.kvasir.node.app.NodeConfig;
import picocli.CommandLine.Command;

/// Runs one node.
@Command(
        name = "node",
        description = "Run a storage node; it holds replicas of partitions.",
        mixinStandardHelpOptions = true)
public final class NodeCommand extends ServerCommand<NodeConfig> {
    public NodeCommand(Screen screen) {
        super(screen, Server.NODE);
    }
}
