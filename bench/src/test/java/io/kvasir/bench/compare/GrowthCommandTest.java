package io.kvasir.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowthCommandTest {
    @TempDir Path folder;

    private final CommandRun command = new CommandRun();

    @Test
    void aClusterIsMeasuredWithEverMoreItemsAndPartitions() throws IOException {
        int status =
                command.run(
                        "bench",
                        "growth",
                        "--items=500",
                        "--then-items=1000",
                        "--then-partitions=3",
                        "--workload=write",
                        "--rate=50",
                        "--seconds=1",
                        "--rounds=1",
                        "--warm-up=1",
                        "--concurrency=8",
                        "--dir=" + folder,
                        "--json");

        assertThat(status).as(command.errors()).isZero();
        assertThat(command.results())
                .extracting(result ->
                        "%s items, %s partitions: %s, %s errors"
                                .formatted(
                                        result.get("items"),
                                        result.get("partitions"),
                                        result.get("workload"),
                                        result.get("errors")))
                .containsExactly(
                        "500 items, 1 partitions: write, 0 errors",
                        "1000 items, 1 partitions: write, 0 errors",
                        "1000 items, 3 partitions: write, 0 errors");
        assertThat(folder.resolve("kvasir-growth")).doesNotExist();
    }

    @Test
    void whatDoesNotGrowIsRefused() {
        assertThat(command.run("bench", "growth", "--then-items=10000")).isEqualTo(2);
        assertThat(command.errors()).contains("then-items").contains("10000");
        assertThat(command.run("bench", "growth", "--target=etcd")).isEqualTo(2);
        assertThat(command.errors()).contains("etcd");
    }
}
