package io.kvasir.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    @Test
    void readinessFollowsTheComponentAndMetricsCarryItsName() throws Exception {
        AtomicReference<Optional<String>> notReady =
                new AtomicReference<>(Optional.of("no map yet"));
        try (AdminServer server =
                        AdminServer.start(
                                "127.0.0.1", 0, Metrics.registry("router", "r1"), notReady::get);
                HttpClient http = HttpClient.newHttpClient()) {
            assertThat(get(http, server.port(), "/healthz").statusCode()).isEqualTo(200);
            HttpResponse<String> before = get(http, server.port(), "/readyz");
            assertThat(before.statusCode()).isEqualTo(503);
            assertThat(before.body()).contains("no map yet");
            notReady.set(Optional.empty());
            assertThat(get(http, server.port(), "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(http, server.port(), "/metrics").body())
                    .contains("jvm_memory_used_bytes")
                    .contains("component=\"router\"");
        }
    }

    private static HttpResponse<String> get(HttpClient http, int port, String path)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
