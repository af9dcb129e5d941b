package io.kvasir.bench.servers;

import io.kvasir.bench.process.ChildProcess;
import io.kvasir.bench.process.Executables;
import io.kvasir.bench.store.PostgresStore;
import io.kvasir.bench.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// PostgreSQL as Debian packages it: a primary and a synchronous standby. A commit is acknowledged
/// when both have synced it to disk: one copy less than the other stores keep.
final class PostgresTarget implements Target {
    private static final String HOST = "127.0.0.1";
    private static final String PACKAGE = "postgresql";
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Duration SETUP_PATIENCE = Duration.ofMinutes(2);
    private static final Duration READY_PATIENCE = Duration.ofMinutes(1);
    private static final long POLL_MILLIS = 50;
    private static final int CONNECTIONS_MAX = 1200;

    private final Site site;
    private final int primaryPort;
    private final int standbyPort;
    private final List<ChildProcess> servers = new ArrayList<>();

    PostgresTarget(Site site) {
        this.site = site;
        this.primaryPort = site.ports().next();
        this.standbyPort = site.ports().next();
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public void start() throws Exception {
        Path home = site.folder().resolve(name());
        Files.createDirectories(home);
        if (isRoot()) {
            run("chown", home, List.of("chown", "-R", "postgres", home.toString()));
            allowPassage(home);
        }
        Path primary = home.resolve("primary");
        Path standby = home.resolve("standby");
        run(
                "initdb",
                home,
                command("initdb", "-D", primary.toString(), "-A", "trust", "-U", "postgres"));
        servers.add(server("postgres-primary", home, primary, primaryPort, "standby"));
        awaitConnection(primaryPort);
        run(
                "pg_basebackup",
                home,
                command(
                        "pg_basebackup",
                        "-h",
                        HOST,
                        "-p",
                        Integer.toString(primaryPort),
                        "-U",
                        "postgres",
                        "-D",
                        standby.toString(),
                        "-R",
                        "-d",
                        "application_name=standby"));
        servers.add(server("postgres-standby", home, standby, standbyPort, ""));
        awaitConnection(standbyPort);
        Answering.await(this, READY_PATIENCE, () -> servers.forEach(ChildProcess::checkRunning));
    }

    private ChildProcess server(String name, Path home, Path data, int port, String standbys) {
        return ChildProcess.start(
                name,
                home.resolve(name + "-run"),
                command(
                        "postgres",
                        "-D",
                        data.toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=" + HOST,
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "max_connections=" + CONNECTIONS_MAX,
                        "-c",
                        "fsync=on",
                        "-c",
                        "synchronous_commit=on",
                        "-c",
                        "synchronous_standby_names=" + standbys,
                        "-c",
                        "shared_buffers=256MB",
                        "-c",
                        "hot_standby=on"),
                Map.of());
    }

    private static List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            // The server refuses to run as root.
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres"));
            command.add("--clear-groups");
        }
        command.add(Executables.find(program, PACKAGE, binaries()).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /// Debian keeps each version's programs in a folder of its own.
    private static Path[] binaries() {
        if (!Files.isDirectory(DEBIAN)) {
            return new Path[0];
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin")).toArray(Path[]::new);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /// Of the folders above, which were made for root alone.
    private static void allowPassage(Path home) {
        Path parent = home.getParent();
        if (parent != null) {
            run("chmod", parent, List.of("chmod", "a+rx", parent.toString()));
        }
    }

    private static void run(String name, Path folder, List<String> command) {
        ChildProcess.start(name, folder, command, Map.of()).awaitSuccess(SETUP_PATIENCE);
    }

    private void awaitConnection(int port) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            servers.forEach(ChildProcess::checkRunning);
            try (java.sql.Connection _ = java.sql.DriverManager.getConnection(url(port))) {
                return;
            } catch (java.sql.SQLException notYet) {
                if (System.nanoTime() - start > READY_PATIENCE.toNanos()) {
                    throw new IllegalStateException("postgresql does not answer", notYet);
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    private static String url(int port) {
        return "jdbc:postgresql://"
                + HOST
                + ":"
                + port
                + "/postgres?user=postgres&prepareThreshold=1&binaryTransfer=true";
    }

    @Override
    public List<Long> pids() {
        return servers.stream().map(ChildProcess::pid).toList();
    }

    @Override
    public Store connect() {
        return PostgresStore.connect(url(primaryPort), url(standbyPort));
    }

    @Override
    public void stop() {
        servers.reversed().forEach(ChildProcess::close);
        servers.clear();
    }
}
