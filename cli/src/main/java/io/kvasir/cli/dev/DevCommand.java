package io.kvasir.cli.dev;

import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.LocalLayout;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.cli.local.ServerProcess.Role;
import io.kvasir.cli.server.LibraryLogs;
import io.kvasir.cli.server.UntilStopped;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.model.error.InvalidArgumentException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs a whole cluster in this process.
@Command(
        name = "dev",
        description = {
            "Run a whole cluster in one process, for development: a control plane, storage nodes"
                    + " and a router.",
            "Data is replicated and durable as in a cluster of many machines; Ctrl-C stops it, and"
                    + " the next start finds it again."
        },
        mixinStandardHelpOptions = true)
public final class DevCommand implements Callable<Integer> {
    private static final Duration READY_PATIENCE = Duration.ofMinutes(2);
    private static final int NODES_DEFAULT = 3;
    private static final int REPLICAS_MAX = 3;
    private static final String HOST = "127.0.0.1";
    private static final int GRPC_PORT_DEFAULT = 7400;
    private static final double MILLIS_PER_SECOND = 1000;

    private final Screen screen;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "0",
            description = "Storage nodes of a new cluster (default: 3). Data is held three times.")
    private int nodes;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where the data is (default: ./data).")
    private Path data;

    @Option(
            names = "--grpc-port",
            paramLabel = "PORT",
            defaultValue = "7400",
            description = "0: any free one (default: 7400).")
    private int grpcPort;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "7480",
            description = "0: any free one (default: 7480).")
    private int httpPort;

    @Option(
            names = "--dynamodb-port",
            paramLabel = "PORT",
            defaultValue = "8000",
            description = "0: any free one (default: 8000).")
    private int dynamodbPort;

    public DevCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws Exception {
        Path folder = data.toAbsolutePath().normalize();
        Files.createDirectories(folder);
        // Before the first logger is made.
        System.setProperty("kvasir.log.file", folder.resolve("kvasir.log").toString());
        System.setProperty("kvasir.log.appender", "file");
        LibraryLogs.join();
        FolderLock lock = FolderLock.take(folder);
        LocalCluster cluster = cluster(folder);
        RunningCluster running = RunningCluster.start(cluster, lock);
        try {
            cluster.servers().forEach(server -> server.awaitServing(READY_PATIENCE));
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
        greet(cluster);
        UntilStopped.run(running, () -> screen.out().println("stopped; the data is in " + folder));
        return 0;
    }

    private LocalCluster cluster(Path folder) {
        LocalCluster cluster = LocalCluster.open(folder);
        if (cluster.servers().isEmpty()) {
            int wanted = nodes == 0 ? NODES_DEFAULT : nodes;
            return LocalCluster.create(
                    folder,
                    new LocalLayout(
                            1,
                            wanted,
                            1,
                            Math.min(wanted, REPLICAS_MAX),
                            grpcPort,
                            httpPort,
                            dynamodbPort),
                    new LoopbackPorts(new SecureRandom()));
        }
        int present = cluster.servers(Role.NODE).size();
        if (nodes != 0 && nodes != present) {
            throw new InvalidArgumentException(
                    folder
                            + " holds a cluster of "
                            + present
                            + " nodes; for one of "
                            + nodes
                            + " give another --data folder");
        }
        ServerProcess router = cluster.servers(Role.ROUTER).getFirst();
        change(router, "grpc-port", grpcPort);
        change(router, "http-port", httpPort);
        change(router, "dynamodb-port", dynamodbPort);
        return cluster;
    }

    /// @param port 0: as it was
    private static void change(ServerProcess router, String setting, int port) {
        if (port != 0) {
            router.change(setting, Integer.toString(port));
        }
    }

    private static String consolePort(LocalCluster cluster) {
        return cluster.servers(Role.CONTROL_PLANE).getFirst().setting("http-port");
    }

    private void greet(LocalCluster cluster) {
        long sinceStart = ManagementFactory.getRuntimeMXBean().getUptime();
        String kvasir = System.getProperty("kvasir.command", "kvasir");
        ServerProcess router = cluster.servers(Role.ROUTER).getFirst();
        String grpc = HOST + ":" + router.setting("grpc-port");
        String at = grpcPort == GRPC_PORT_DEFAULT ? "" : " --endpoint " + grpc;
        List<String> lines =
                List.of(
                        String.format(
                                Locale.ROOT,
                                "Kvasir is ready (%.1f s): %d storage nodes, replication %d, data"
                                        + " in %s",
                                sinceStart / MILLIS_PER_SECOND,
                                cluster.servers(Role.NODE).size(),
                                Math.min(cluster.servers(Role.NODE).size(), REPLICAS_MAX),
                                cluster.folder()),
                        "",
                        "  gRPC      " + grpc,
                        "  HTTP      http://"
                                + HOST
                                + ":"
                                + router.setting("http-port")
                                + "/metrics",
                        "  DynamoDB  http://" + HOST + ":" + router.setting("dynamodb-port"),
                        "  Console   http://" + HOST + ":" + consolePort(cluster) + "/console",
                        "",
                        "Try, in another terminal:",
                        "",
                        "  " + kvasir + " table create Music -p Artist -s Song" + at,
                        "  "
                                + kvasir
                                + " item put Music Artist='Nina Simone' Song=Sinnerman Year=1965"
                                + at,
                        "  " + kvasir + " item query Music 'Nina Simone'" + at,
                        "",
                        "Ctrl-C stops it.");
        lines.forEach(screen.out()::println);
    }
}
