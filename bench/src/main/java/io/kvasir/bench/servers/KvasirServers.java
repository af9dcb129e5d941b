package io.kvasir.bench.servers;

import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.LocalLayout;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.cli.local.ServerProcess.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A cluster of three control planes, three nodes and a router, behind all doors that are measured.
public final class KvasirServers {
    private static final int SERVERS = 3;
    private static final Duration READY_PATIENCE = Duration.ofMinutes(3);

    private final Path folder;
    private final LoopbackPorts ports;
    private @Nullable LocalCluster cluster;

    public KvasirServers(Path folder, LoopbackPorts ports) {
        this.folder = folder;
        this.ports = ports;
    }

    public void start() {
        if (cluster == null) {
            cluster = LocalCluster.create(folder, LocalLayout.of(SERVERS, SERVERS, 1), ports);
            for (ServerProcess control : cluster.servers(Role.CONTROL_PLANE)) {
                // Under the load of a bench all partitions would divide meanwhile.
                control.change("automatic-split", "false");
            }
            cluster.startAll();
            cluster.awaitReady(READY_PATIENCE);
        }
    }

    public void stop() {
        LocalCluster running = cluster;
        cluster = null;
        if (running != null) {
            running.stopAll();
        }
    }

    public List<Long> pids(Role... roles) {
        List<Long> pids = new ArrayList<>();
        if (cluster == null) {
            return pids;
        }
        for (Role role : roles) {
            running().servers(role).stream()
                    .flatMap(server -> server.pid().stream())
                    .forEach(pids::add);
        }
        return pids;
    }

    public List<String> routers() {
        return running().endpoints();
    }

    public List<String> controlPlanes() {
        return running().servers(Role.CONTROL_PLANE).stream()
                .map(KvasirServers::grpcAddress)
                .toList();
    }

    public LocalCluster running() {
        if (cluster == null) {
            throw new IllegalStateException("the servers were not started");
        }
        return cluster;
    }

    private static String grpcAddress(ServerProcess server) {
        return "127.0.0.1:" + server.setting("grpc-port");
    }
}
