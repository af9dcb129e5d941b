package io.kvasir.bench.servers;

import io.kvasir.bench.process.ChildProcess;
import io.kvasir.bench.store.CassandraStore;
import io.kvasir.bench.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Three nodes of Cassandra on loopback addresses, the commit log synced before a write is
/// acknowledged (`batch`), data held three times.
final class CassandraTarget implements Target {
    private static final int NODES = 3;
    private static final Duration READY_PATIENCE = Duration.ofMinutes(4);
    private static final List<String> JVM_OPENED =
            List.of(
                    "java.base/java.io",
                    "java.base/java.lang",
                    "java.base/java.lang.module",
                    "java.base/java.lang.reflect",
                    "java.base/java.math",
                    "java.base/java.net",
                    "java.base/java.nio",
                    "java.base/java.util",
                    "java.base/java.util.concurrent",
                    "java.base/java.util.concurrent.atomic",
                    "java.base/jdk.internal.loader",
                    "java.base/jdk.internal.math",
                    "java.base/jdk.internal.misc",
                    "java.base/jdk.internal.module",
                    "java.base/jdk.internal.ref",
                    "java.base/jdk.internal.reflect",
                    "java.base/jdk.internal.util.jar",
                    "java.base/sun.nio.ch",
                    "jdk.management/com.sun.management.internal");
    private static final List<String> JVM_EXPORTED =
            List.of(
                    "java.base/java.lang.ref",
                    "java.base/jdk.internal.misc",
                    "java.base/jdk.internal.ref",
                    "java.base/sun.nio.ch",
                    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
                    "java.rmi/sun.rmi.registry",
                    "java.rmi/sun.rmi.server",
                    "java.sql/java.sql",
                    "jdk.attach/sun.tools.attach",
                    "jdk.compiler/com.sun.tools.javac.file");

    private final Site site;
    private final int clientPort;
    private final int peerPort;
    private final List<ChildProcess> nodes = new ArrayList<>();

    CassandraTarget(Site site) {
        this.site = site;
        this.clientPort = site.ports().next();
        this.peerPort = site.ports().next();
    }

    @Override
    public String name() {
        return "cassandra";
    }

    @Override
    public void start() throws Exception {
        Path java = java();
        Path home = site.folder().resolve(name());
        Path jars = CassandraJars.fetch(home.resolve("jars"));
        for (int i = 0; i < NODES; i++) {
            Path folder = home.resolve("node-" + (i + 1));
            writeSettings(folder, i);
            ChildProcess node =
                    ChildProcess.start(
                            "cassandra-" + (i + 1), folder, command(java, jars, folder), Map.of());
            nodes.add(node);
            // One after the other: nodes that join at once get in each other's way.
            Answering.awaitConnection(this, READY_PATIENCE, node::checkRunning);
        }
        Answering.await(this, READY_PATIENCE, () -> nodes.forEach(ChildProcess::checkRunning));
    }

    /// Cassandra 5 runs on 11 and 17, not on what Kvasir runs on.
    private static Path java() {
        Path machines = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(machines)) {
            try (Stream<Path> all = Files.list(machines)) {
                var found =
                        all.filter(path -> path.getFileName().toString().contains("17"))
                                .map(path -> path.resolve("bin/java"))
                                .filter(Files::isExecutable)
                                .findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException(
                "Cassandra needs a Java 17; the Debian package openjdk-17-jre-headless brings it");
    }

    private static String host(int node) {
        return "127.0.0." + (2 + node);
    }

    private void writeSettings(Path folder, int node) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("cassandra.yaml"),
                """
                cluster_name: bench
                num_tokens: 16
                partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                endpoint_snitch: SimpleSnitch
                commitlog_sync: batch
                listen_address: %1$s
                rpc_address: %1$s
                storage_port: %2$d
                ssl_storage_port: %2$d
                native_transport_port: %3$d
                start_native_transport: true
                seed_provider:
                  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                    parameters:
                      - seeds: "%4$s:%2$d"
                data_file_directories: ['%5$s/data']
                commitlog_directory: '%5$s/commitlog'
                saved_caches_directory: '%5$s/saved_caches'
                hints_directory: '%5$s/hints'
                cdc_raw_directory: '%5$s/cdc'
                auto_bootstrap: false
                """
                        .formatted(host(node), peerPort, clientPort, host(0), folder));
    }

    private static List<String> command(Path java, Path jars, Path folder) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                java.toString(),
                                "-Xms768m",
                                "-Xmx768m",
                                "-XX:+UseG1GC",
                                "-Djdk.attach.allowAttachSelf=true",
                                "-Djava.io.tmpdir=" + folder,
                                "-Dcassandra.config=file://" + folder.resolve("cassandra.yaml"),
                                "-Dcassandra.storagedir=" + folder,
                                "-Dcassandra.logdir=" + folder,
                                "-Dcassandra-foreground=yes",
                                "-Dcassandra.ring_delay_ms=2000",
                                "-Dcassandra.skip_wait_for_gossip_to_settle=0"));
        JVM_OPENED.forEach(each -> command.addAll(List.of("--add-opens", each + "=ALL-UNNAMED")));
        JVM_EXPORTED.forEach(
                each -> command.addAll(List.of("--add-exports", each + "=ALL-UNNAMED")));
        command.addAll(List.of("-cp", jars + "/*", "org.apache.cassandra.service.CassandraDaemon"));
        return command;
    }

    @Override
    public List<Long> pids() {
        return nodes.stream().map(ChildProcess::pid).toList();
    }

    @Override
    public Store connect() {
        List<String> hosts = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            hosts.add(host(i));
        }
        return CassandraStore.connect(hosts, clientPort);
    }

    @Override
    public void stop() {
        nodes.forEach(ChildProcess::close);
        nodes.clear();
    }
}
