package io.kvasir.cli.dev;

import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.cli.server.Server;
import io.kvasir.runtime.settings.Settings;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/// The servers of a local cluster, started in this process; closed in the reverse order.
final class RunningCluster implements AutoCloseable {
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private RunningCluster() {}

    /// @param lock on the data, given back last
    static RunningCluster start(LocalCluster cluster, FolderLock lock) throws IOException {
        RunningCluster started = new RunningCluster();
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
