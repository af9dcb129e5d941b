package io.kvasir.cli.server;

import io.kvasir.cli.terminal.Screen;
import io.kvasir.control.app.ControlPlaneConfig;
import picocli.CommandLine.Command;

/// Runs one control-plane.
@Command(
        name = "control-plane",
        description = "Run a control plane; it knows the nodes, the tables and the partition map.",
        mixinStandardHelpOptions = true)
public final class ControlPlaneCommand extends ServerCommand<ControlPlaneConfig> {
    public ControlPlaneCommand(Screen screen) {
        super(screen, Server.CONTROL_PLANE);
    }
}
