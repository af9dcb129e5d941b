package io.kvasir.cli.server;

import io.kvasir.cli.terminal.Screen;
import io.kvasir.router.app.RouterConfig;
import picocli.CommandLine.Command;

/// Runs one router.
@Command(
        name = "router",
        description = "Run a router, the front door for clients.",
        mixinStandardHelpOptions = true)
public final class RouterCommand extends ServerCommand<RouterConfig> {
    public RouterCommand(Screen screen) {
        super(screen, Server.ROUTER);
    }
}
