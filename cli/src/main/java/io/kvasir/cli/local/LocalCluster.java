package io.kvasir.cli.local;

import io.kvasir.cli.local.ServerProcess.Role;
import io.kvasir.model.error.InvalidArgumentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// The servers of one folder, each in a folder of its own under its name. What there is, is what
/// the folders say: no state is kept elsewhere.
public final class LocalCluster {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final SequencedMap<String, ServerProcess> servers;

    private LocalCluster(Path folder, SequencedMap<String, ServerProcess> servers) {
        this.folder = folder;
        this.servers = servers;
    }

    /// The cluster that a folder holds; without any server where it holds none.
    public static LocalCluster open(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        SequencedMap<String, ServerProcess> servers = new LinkedHashMap<>();
        if (Files.isDirectory(absolute)) {
            for (Role role : Role.values()) {
                for (String name : names(absolute, role)) {
                    servers.put(name, new ServerProcess(name, role, absolute.resolve(name)));
                }
            }
        }
        return new LocalCluster(absolute, servers);
    }

    /// Writes the folders and settings of a new cluster; starts nothing.
    ///
    /// @throws InvalidArgumentException where the folder holds a cluster already
    public static LocalCluster create(Path folder, LocalLayout layout, LoopbackPorts ports) {
        LocalCluster before = open(folder);
        if (!before.servers.isEmpty()) {
            throw new InvalidArgumentException(before.folder + " holds a cluster already");
        }
        layout.settings(ports)
                .forEach((name, settings) -> writeSettings(before.folder.resolve(name), settings));
        return open(folder);
    }

    private static void writeSettings(Path folder, SequencedMap<String, String> settings) {
        StringBuilder yaml = new StringBuilder();
        settings.forEach((key, value) -> yaml.append(key).append(": ").append(value).append('\n'));
        // A router keeps nothing but the last map.
        boolean stateless = folder.getFileName().toString().startsWith(Role.ROUTER.command());
        yaml.append(stateless ? "map-cache: " : "data: ")
                .append(quoted(folder.resolve(ServerProcess.DATA).toString()))
                .append('\n');
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve(ServerProcess.SETTINGS), yaml, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As YAML: a path may hold anything.
    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static List<String> names(Path folder, Role role) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.exists(entry.resolve(ServerProcess.SETTINGS)))
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith(role.command() + "-"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    public Collection<ServerProcess> servers() {
        return servers.sequencedValues();
    }

    public List<ServerProcess> servers(Role role) {
        return servers.values().stream().filter(server -> server.role() == role).toList();
    }

    /// @throws InvalidArgumentException where there is none of that name
    public ServerProcess server(String name) {
        ServerProcess server = servers.get(name);
        if (server == null) {
            throw new InvalidArgumentException(
                    "no server is named '"
                            + name
                            + "'; there are: "
                            + String.join(", ", servers.keySet()));
        }
        return server;
    }

    /// `host:port` of each router's gRPC port.
    public List<String> endpoints() {
        return servers(Role.ROUTER).stream()
                .map(router -> router.host() + ":" + router.setting("grpc-port"))
                .toList();
    }

    public void startAll() {
        servers.values().forEach(ServerProcess::start);
    }

    /// Waits until every server says that it serves.
    ///
    /// @throws IllegalStateException where one does not in time, or has ended; the message has the
    ///   end of its log
    public void awaitReady(Duration patience) {
        long start = System.nanoTime();
        for (ServerProcess server : servers.values()) {
            server.awaitReady(patience.minusNanos(System.nanoTime() - start));
        }
    }

    /// Stops all, the front doors first.
    public void stopAll() {
        List<ServerProcess> reversed = new ArrayList<>(servers.values());
        Collections.reverse(reversed);
        reversed.forEach(ServerProcess::askToStop);
        reversed.forEach(server -> server.stop(STOP_PATIENCE));
    }

    public void killAll() {
        servers.values().forEach(ServerProcess::kill);
    }
}
