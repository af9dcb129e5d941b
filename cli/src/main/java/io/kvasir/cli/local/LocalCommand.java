package io.kvasir.cli.local;

import io.kvasir.cli.terminal.Screen;
import io.kvasir.cli.terminal.TextTable;
import io.kvasir.model.error.InvalidArgumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/// A cluster of real processes on this machine.
@Command(
        name = "local",
        description = {
            "A cluster of real processes on loopback, for trials: start, look at, kill, stop.",
            "Servers are named control-plane-N, node-N and router-N; each has a folder of its own"
                    + " with its settings, data and log."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class LocalCommand {
    private static final Duration READY_PATIENCE = Duration.ofMinutes(2);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final Screen screen;

    @Option(
            names = "--dir",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            defaultValue = ".kvasir/local",
            description = "The cluster's folder (default: .kvasir/local).")
    private Path folder;

    public LocalCommand(Screen screen) {
        this.screen = screen;
    }

    @Command(
            name = "up",
            description = "Make the cluster, where there is none, and start all its servers.",
            mixinStandardHelpOptions = true)
    int up(
            @Option(names = "--control-planes", defaultValue = "3", paramLabel = "N")
                    int controlPlanes,
            @Option(names = "--nodes", defaultValue = "3", paramLabel = "N") int nodes,
            @Option(names = "--routers", defaultValue = "1", paramLabel = "N") int routers,
            @Option(
                            names = "--grpc-port",
                            defaultValue = "7400",
                            description = "Of the first router; 0: any free one.")
                    int grpcPort,
            @Option(names = "--http-port", defaultValue = "7480") int httpPort,
            @Option(names = "--dynamodb-port", defaultValue = "8000") int dynamodbPort) {
        LocalCluster cluster = LocalCluster.open(folder);
        if (cluster.servers().isEmpty()) {
            LocalLayout layout =
                    new LocalLayout(
                            controlPlanes,
                            nodes,
                            routers,
                            Math.min(3, nodes),
                            grpcPort,
                            httpPort,
                            dynamodbPort);
            cluster = LocalCluster.create(folder, layout, new LoopbackPorts(new SecureRandom()));
        } else {
            screen.err().println("using the cluster in " + cluster.folder());
        }
        cluster.startAll();
        cluster.awaitReady(READY_PATIENCE);
        print(cluster);
        screen.out().println();
        screen.out().println("gRPC at " + String.join(", ", cluster.endpoints()));
        return 0;
    }

    @Command(
            name = "status",
            description = "Show all servers; exit status 1 where one does not serve.",
            mixinStandardHelpOptions = true)
    int status() {
        return print(existing()) ? 0 : 1;
    }

    @Command(name = "kill", description = "kill -9 a server.", mixinStandardHelpOptions = true)
    int kill(@Parameters(paramLabel = "NAME") String name) {
        existing().server(name).kill();
        return 0;
    }

    @Command(
            name = "stop",
            description = "Ask a server to end, and wait until it has.",
            mixinStandardHelpOptions = true)
    int stop(@Parameters(paramLabel = "NAME") String name) {
        existing().server(name).stop(STOP_PATIENCE);
        return 0;
    }

    @Command(
            name = "start",
            description = "Start a server that was stopped or killed, and wait until it serves.",
            mixinStandardHelpOptions = true)
    int start(@Parameters(paramLabel = "NAME") String name) {
        ServerProcess server = existing().server(name);
        server.start();
        server.awaitReady(READY_PATIENCE);
        return 0;
    }

    @Command(
            name = "down",
            description = "Stop all servers. Their data stays.",
            mixinStandardHelpOptions = true)
    int down(
            @Option(names = "--delete", description = "Then delete the folder with all data.")
                    boolean delete)
            throws IOException {
        LocalCluster cluster = existing();
        cluster.stopAll();
        if (delete) {
            FolderContent.delete(cluster.folder());
        }
        return 0;
    }

    private LocalCluster existing() {
        LocalCluster cluster = LocalCluster.open(folder);
        if (cluster.servers().isEmpty()) {
            throw new InvalidArgumentException(
                    cluster.folder() + " holds no cluster; make one with: kvasir local up");
        }
        return cluster;
    }

    /// @return whether all serve
    private boolean print(LocalCluster cluster) {
        boolean allReady = true;
        TextTable table = new TextTable(List.of("server", "process", "state", "HTTP", "log"));
        for (ServerProcess server : cluster.servers()) {
            String state = "down";
            if (server.isRunning()) {
                state = server.notReady().orElse("ready");
            }
            allReady &= state.equals("ready");
            table.row(
                    List.of(
                            server.name(),
                            server.pid().map(Object::toString).orElse("-"),
                            state,
                            LocalLayout.HOST + ":" + server.setting("http-port"),
                            server.log().toString()));
        }
        screen.out().print(table.rendered(screen.columns()));
        return allReady;
    }
}
