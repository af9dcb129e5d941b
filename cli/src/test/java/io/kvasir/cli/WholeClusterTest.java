package io.kvasir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.cli.KvasirProcess.Ran;
import io.kvasir.cli.local.LoopbackPorts;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command promises of whole clusters, on real processes.
class WholeClusterTest {
    private static final long STOP_SECONDS_MAX = 60;

    @TempDir Path folder;
    private final LoopbackPorts ports = new LoopbackPorts(new SplittableRandom());

    private static Ran ok(String... arguments) {
        Ran ran = KvasirProcess.run(arguments);
        assertThat(ran.status()).as("%s%n%s", String.join(" ", arguments), ran).isZero();
        return ran;
    }

    @Test
    void aDevelopmentClusterFindsItsDataAgainAfterARestart() throws Exception {
        String grpc = Integer.toString(ports.next());
        List<String> dev =
                List.of(
                        "dev",
                        "--data",
                        folder.resolve("data").toString(),
                        "--grpc-port",
                        grpc,
                        "--http-port",
                        Integer.toString(ports.next()),
                        "--dynamodb-port",
                        Integer.toString(ports.next()));
        String endpoint = "127.0.0.1:" + grpc;
        Path log = folder.resolve("err");
        try (KvasirProcess cluster = KvasirProcess.start(log, dev)) {
            assertThat(cluster.awaitLine("Kvasir is ready")).contains("replication 3");
            ok("table", "create", "Music", "-p", "Artist", "-s", "Song", "--endpoint", endpoint);
            ok("item", "put", "Music", "Artist=A", "Song=S", "Year=1965", "--endpoint", endpoint);
            assertThat(cluster.stop(STOP_SECONDS_MAX)).isIn(0, 143);
        }
        try (KvasirProcess cluster = KvasirProcess.start(log, dev)) {
            cluster.awaitLine("Kvasir is ready");
            String[] get = {
                "item",
                "get",
                "Music",
                "Artist=A",
                "Song=S",
                "--strong",
                "--json",
                "--endpoint",
                endpoint
            };
            assertThat(ok(get).out()).contains("1965");
            cluster.stop(STOP_SECONDS_MAX);
        }
    }

    @Test
    void aLocalClusterServesWhileANodeIsKilledAndTakesItBack() {
        String dir = folder.resolve("local").toString();
        Ran up =
                ok(
                        "local",
                        "up",
                        "--dir",
                        dir,
                        "--grpc-port",
                        "0",
                        "--http-port",
                        "0",
                        "--dynamodb-port",
                        "0");
        try {
            String endpoint = up.out().lines().toList().getLast().replaceAll(".* at ", "");
            ok("table", "create", "Trial", "-p", "id", "--endpoint", endpoint);
            ok("local", "kill", "node-2", "--dir", dir);
            assertThat(KvasirProcess.run("local", "status", "--dir", dir).status())
                    .as("a server does not run")
                    .isEqualTo(1);
            ok("item", "put", "Trial", "id=1", "v=x", "--endpoint", endpoint);
            ok("local", "start", "node-2", "--dir", dir);
            ok("local", "stop", "node-1", "--dir", dir);
            assertThat(
                            ok(
                                            "item",
                                            "get",
                                            "Trial",
                                            "id=1",
                                            "--strong",
                                            "--json",
                                            "--endpoint",
                                            endpoint)
                                    .out())
                    .contains("\"x\"");
            ok("local", "start", "node-1", "--dir", dir);
            ok("local", "status", "--dir", dir);
        } finally {
            ok("local", "down", "--dir", dir, "--delete");
        }
        assertThat(folder.resolve("local")).doesNotExist();
    }

    @Test
    void theImportTourFindsNoDifference() {
        Ran tour =
                ok(
                        "tour",
                        "import",
                        "--records",
                        "1500",
                        "--json",
                        "--dir",
                        folder.resolve("tour").toString());
        assertThat(tour.out()).contains("\"passed\":true").contains("\"records\":1500");
    }

    @Test
    void theElasticTourFindsNoErrorAndNoWrongAnswer() {
        Ran tour =
                ok(
                        "tour",
                        "elastic",
                        "--gb",
                        "0.012",
                        "--json",
                        "--dir",
                        folder.resolve("tour").toString());
        assertThat(tour.out()).contains("\"passed\":true");
    }
}
