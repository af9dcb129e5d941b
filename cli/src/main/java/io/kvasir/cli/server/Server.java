package io.kvasir.cli.server;

import io.kvasir.control.app.ControlPlane;
import io.kvasir.control.app.ControlPlaneConfig;
import io.kvasir.node.app.NodeConfig;
import io.kvasir.node.app.StorageNode;
import io.kvasir.router.app.Router;
import io.kvasir.router.app.RouterConfig;
import io.kvasir.runtime.settings.Settings;
import java.io.IOException;
import java.util.function.Function;

/// The three kinds of server, each from its settings to running.
///
/// @param name the command
/// @param parse reads the settings that the kind knows
/// @param start starts it; closing what it returns stops it
public record Server<C>(String name, Function<Settings, C> parse, Start<C> start) {
    public static final Server<ControlPlaneConfig> CONTROL_PLANE =
            new Server<>("control-plane", ControlPlaneConfig::from, ControlPlane::start);
    public static final Server<NodeConfig> NODE =
            new Server<>(
                    "node",
                    NodeConfig::from,
                    config -> {
                        StorageNode node = StorageNode.start(config);
                        return () -> {
                            node.handOver();
                            node.close();
                        };
                    });
    public static final Server<RouterConfig> ROUTER =
            new Server<>("router", RouterConfig::from, Router::start);

    /// Starts a server.
    @FunctionalInterface
    public interface Start<C> {
        AutoCloseable start(C config) throws IOException;
    }

    /// @throws io.kvasir.runtime.settings.SettingsException where a setting is unknown or unusable
    public AutoCloseable startWith(Settings settings) throws IOException {
        C config = parse.apply(settings);
        settings.refuseUnknown();
        return start.start(config);
    }
}
