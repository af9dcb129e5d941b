package io.kvasir.chaos.cluster;

import io.kvasir.cli.local.LocalCluster;
import io.kvasir.cli.local.LocalLayout;
import io.kvasir.cli.local.LoopbackPorts;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.cli.local.ServerProcess.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A cluster that a run starts for itself and does what it likes with. No server of it outlives the
/// run.
public final class OwnCluster implements AutoCloseable {
    private static final Duration READY_PATIENCE = Duration.ofMinutes(2);
    private static final int CONTROL_PLANES = 3;
    private static final int ROUTERS = 2;

    private final LocalCluster servers;
    private final Backend backend;
    private Optional<LoopDisks> disks = Optional.empty();
    private final Thread onExit;

    private OwnCluster(LocalCluster servers, Backend backend) {
        this.servers = servers;
        this.backend = backend;
        // They are no part of this process's group: a Ctrl-C does not reach them.
        this.onExit = Thread.ofPlatform().unstarted(this::end);
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /// Starts all servers and returns when they serve.
    ///
    /// @param folder an empty one
    /// @param needsDisks its nodes get disks of their own, where this machine can make them
    /// @param javaOptions of storage nodes' virtual machines
    public static OwnCluster start(
            Path folder, int nodes, Backend backend, boolean needsDisks, List<String> javaOptions) {
        LocalCluster servers =
                LocalCluster.create(
                        folder,
                        LocalLayout.of(CONTROL_PLANES, nodes, ROUTERS),
                        new LoopbackPorts(new SecureRandom()));
        OwnCluster cluster = new OwnCluster(servers, backend);
        try {
            cluster.nodes()
                    .forEach(node -> node.launchWith(node.launch().withJavaOptions(javaOptions)));
            backend.prepare(servers);
            if (needsDisks && LoopDisks.missing().isEmpty()) {
                cluster.disks = Optional.of(LoopDisks.mounted(cluster.nodes()));
            }
            servers.startAll();
            servers.awaitReady(READY_PATIENCE);
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    public Backend backend() {
        return backend;
    }

    /// Disks of the nodes, where they have their own.
    public Optional<LoopDisks> disks() {
        return disks;
    }

    /// Takes everything from a node's disk; the node does not run.
    public static void wipe(ServerProcess node) throws IOException {
        LoopDisks.wipe(node.data());
    }

    public List<ServerProcess> nodes() {
        return servers.servers(Role.NODE);
    }

    public List<ServerProcess> controlPlanes() {
        return servers.servers(Role.CONTROL_PLANE);
    }

    public List<ServerProcess> routers() {
        return servers.servers(Role.ROUTER);
    }

    public List<ServerProcess> all() {
        return List.copyOf(servers.servers());
    }

    public ServerProcess server(String name) {
        return servers.server(name);
    }

    /// `host:port` of each router's gRPC port.
    public List<String> endpoints() {
        return servers.endpoints();
    }

    /// `host:port` of each control plane.
    public List<String> controlPlaneAddresses() {
        return controlPlanes().stream()
                .map(server -> server.host() + ":" + server.setting("grpc-port"))
                .toList();
    }

    /// Starts whatever does not run and waits until all serve.
    ///
    /// @throws IllegalStateException where one does not in time
    public void allRunning() {
        var _ = Supervision.started(all());
    }

    private void end() {
        // Whoever waits for a frozen disk cannot even be killed.
        disks.ifPresent(LoopDisks::thawAll);
        servers.killAll();
        disks.ifPresent(LoopDisks::close);
        backend.close();
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The hook runs already.
        }
    }
}
