package io.kvasir.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    @TempDir Path folder;

    private final CommandRun command = new CommandRun();

    @Test
    void allDoorsOfKvasirAreMeasuredAndNothingIsLeftBehind() throws IOException {
        Path picture = folder.resolve("picture.svg");

        int status =
                command.run(
                        "bench",
                        "compare",
                        "--targets=kvasir-direct,kvasir-router,kvasir-dynamodb",
                        "--workload=write,transact-4",
                        "--seconds=2",
                        "--rounds=1",
                        "--warm-up=1",
                        "--items=1000",
                        "--concurrency=16",
                        "--dir=" + folder,
                        "--picture=" + picture,
                        "--json");

        assertThat(status).as(command.errors()).isZero();
        List<Map<String, String>> results = command.results();
        assertThat(results)
                .extracting(result -> result.get("workload") + " " + result.get("target"))
                .containsExactly(
                        "write kvasir-direct",
                        "write kvasir-router",
                        "write kvasir-dynamodb",
                        "transact-4 kvasir-direct",
                        "transact-4 kvasir-router",
                        "transact-4 kvasir-dynamodb");
        for (Map<String, String> result : results) {
            assertThat(result.get("errors")).isEqualTo("0");
            for (String figure : List.of("ops_per_s", "ops_per_server_cpu_s", "p50_ms", "p99_ms")) {
                assertThat(Double.parseDouble(result.get(figure))).as(figure).isPositive();
            }
        }
        assertThat(Files.readString(picture)).startsWith("<svg").contains("kvasir-router");
        assertThat(folder.resolve("kvasir-bench")).doesNotExist();
    }

    @Test
    void anUnknownTargetIsRefusedWithAllThereAre() {
        assertThat(command.run("bench", "compare", "--targets=oracle")).isEqualTo(2);
        assertThat(command.errors()).contains("oracle").contains("etcd");
    }

    @Test
    void anUnknownWorkloadIsRefused() {
        assertThat(command.run("bench", "compare", "--workload=much")).isEqualTo(2);
        assertThat(command.errors()).contains("much").contains("ycsb-a");
    }
}
