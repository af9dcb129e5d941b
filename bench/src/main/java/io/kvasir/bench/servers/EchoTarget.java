package io.kvasir.bench.servers;

import io.kvasir.bench.process.ChildProcess;
import io.kvasir.bench.store.EchoStore;
import io.kvasir.bench.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A process that answers gRPC calls and does nothing else, with the options of our servers.
final class EchoTarget implements Target {
    private static final Duration READY_PATIENCE = Duration.ofSeconds(60);

    private final Site site;
    private final int port;
    private @Nullable ChildProcess server;

    EchoTarget(Site site) {
        this.site = site;
        this.port = site.ports().next();
    }

    @Override
    public String name() {
        return "grpc-echo";
    }

    @Override
    public void start() throws Exception {
        ChildProcess started =
                ChildProcess.start(
                        name(),
                        site.folder().resolve(name()),
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+UseCompactObjectHeaders",
                                "-XX:+UseSerialGC",
                                "-Xmx512m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.kvasir.cli.Kvasir",
                                "bench",
                                "echo-server",
                                "--port=" + port),
                        Map.of());
        server = started;
        Answering.await(this, READY_PATIENCE, started::checkRunning);
    }

    @Override
    public List<Long> pids() {
        return server == null ? List.of() : List.of(server.pid());
    }

    @Override
    public Store connect() {
        return EchoStore.connect("127.0.0.1:" + port, site.valueBytes());
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
