package io.kvasir.cli.dev;

import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.LocalLayout;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.cli.server.Server;
import io.kvasir.runtime.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/// The servers of a local cluster, started in this process; closed in the reverse order.
public final class RunningCluster implements AutoCloseable {
    private static final Duration READY_PATIENCE = Duration.ofMinutes(2);
    private static final int NODES = 3;

    private final LocalCluster cluster;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private RunningCluster(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /// A new cluster of three nodes on any free ports, serving, for tests of what talks to it.
    ///
    /// @param folder for its data, empty
    public static RunningCluster startNew(Path folder) throws IOException {
        FolderLock lock = FolderLock.take(folder);
        LocalCluster cluster =
                LocalCluster.create(
                        folder, LocalLayout.of(1, NODES, 1), new LoopbackPorts(new SecureRandom()));
        RunningCluster started = start(cluster, lock);
        try {
            cluster.servers().forEach(server -> server.awaitServing(READY_PATIENCE));
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /// Where the DynamoDB endpoint is.
    public URI dynamoDb() {
        ServerProcess router = cluster.servers(ServerProcess.Role.ROUTER).getFirst();
        return URI.create("http://127.0.0.1:" + router.setting("dynamodb-port"));
    }

    /// @param lock on the data, given back last
    static RunningCluster start(LocalCluster cluster, FolderLock lock) throws IOException {
        RunningCluster started = new RunningCluster(cluster);
        started.running.push(lock);
        try {
            for (ServerProcess server : cluster.servers()) {
                started.running.push(start(server));
            }
            return started;
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private static AutoCloseable start(ServerProcess server) throws IOException {
        // Not the environment: one variable would set all servers alike.
        Settings settings = Settings.load(Optional.of(server.settings()), Map.of(), Map.of());
        return switch (server.role()) {
            case CONTROL_PLANE -> Server.CONTROL_PLANE.startWith(settings);
            case NODE -> Server.NODE.startWith(settings);
            case ROUTER -> Server.ROUTER.startWith(settings);
        };
    }

    @Override
    public void close() throws IOException {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("a server did not close: " + e.getMessage(), e);
            }
        }
    }
}
