package io.kvasir.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kvasir.cli.Kvasir;
import io.kvasir.cli.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void allDoorsOfKvasirAreMeasuredAndNothingIsLeftBehind() throws IOException {
        Path picture = folder.resolve("picture.svg");

        int status =
                run(
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

        assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
        List<Map<String, String>> results = results();
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
        assertThat(run("bench", "compare", "--targets=oracle")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("oracle").contains("etcd");
    }

    @Test
    void anUnknownWorkloadIsRefused() {
        assertThat(run("bench", "compare", "--workload=much")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("much").contains("ycsb-a");
    }

    private int run(String... arguments) {
        return Kvasir.run(
                Screen.plain(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                arguments);
    }

    /// The plain fields of each result.
    private List<Map<String, String>> results() throws IOException {
        List<Map<String, String>> results = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(out.toByteArray())) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            assertThat(json.nextFieldName()).isEqualTo("results");
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_OBJECT) {
                Map<String, String> fields = new LinkedHashMap<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    if (json.nextToken().isScalarValue()) {
                        fields.put(name, json.getText());
                    } else {
                        json.skipChildren();
                    }
                }
                results.add(fields);
            }
        }
        return results;
    }
}
