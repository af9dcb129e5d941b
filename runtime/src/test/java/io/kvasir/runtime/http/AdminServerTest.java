package io.kvasir.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
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

    @Test
    void aComponentsPagesComeWithTheirStatusTypeAndHeadersAndAllElseIsNotFound() throws Exception {
        Page.Source pages =
                (path, query) ->
                        path.equals("/shelf")
                                ? Optional.of(
                                        new Page(
                                                203,
                                                "text/x-book",
                                                Bytes.utf8(query.get("title").getFirst()),
                                                Map.of("X-Shelf", "7")))
                                : Optional.empty();
        try (AdminServer server =
                        AdminServer.start(
                                "127.0.0.1",
                                0,
                                Metrics.registry("router", "r1"),
                                Optional::empty,
                                pages);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> page = get(http, server.port(), "/shelf?title=a%20b");
            assertThat(page.statusCode()).isEqualTo(203);
            assertThat(page.body()).isEqualTo("a b");
            assertThat(page.headers().firstValue("Content-Type")).contains("text/x-book");
            assertThat(page.headers().firstValue("X-Shelf")).contains("7");
            assertThat(get(http, server.port(), "/cellar").statusCode()).isEqualTo(404);
            assertThat(get(http, server.port(), "/healthz").statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> get(HttpClient http, int port, String path)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
