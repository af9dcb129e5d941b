package io.kvasir.runtime.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;
import java.util.function.Supplier;

/// Serves `/metrics` in Prometheus' text format, `/healthz` (the process runs) and `/readyz` (it
/// serves: 200, or 503 with the reason why not), and the pages of its component.
public final class AdminServer implements AutoCloseable {
    private final WebServer server;

    private AdminServer(WebServer server) {
        this.server = server;
    }

    /// @param port 0 for any
    /// @param notReady why the process does not serve now; empty when it does
    public static AdminServer start(
            String host,
            int port,
            PrometheusMeterRegistry registry,
            Supplier<Optional<String>> notReady) {
        return start(host, port, registry, notReady, Page.Source.NONE);
    }

    /// @param pages asked for every other path
    public static AdminServer start(
            String host,
            int port,
            PrometheusMeterRegistry registry,
            Supplier<Optional<String>> notReady,
            Page.Source pages) {
        WebServer server =
                WebServer.builder()
                        .host(host)
                        .port(port)
                        .shutdownHook(false)
                        .routing(routes ->
                                routes.get(
                                                "/metrics",
                                                (request, response) ->
                                                        send(
                                                                response,
                                                                Status.OK_200,
                                                                registry.scrape()))
                                        .get(
                                                "/healthz",
                                                (request, response) ->
                                                        send(response, Status.OK_200, "ok\n"))
                                        .get(
                                                "/readyz",
                                                (request, response) ->
                                                        ready(response, notReady.get()))
                                        .get((request, response) ->
                                                show(
                                                        response,
                                                        pages.get(
                                                                request.path().path(),
                                                                request.query().toMap()))))
                        .build()
                        .start();
        return new AdminServer(server);
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static void ready(ServerResponse response, Optional<String> notReady) {
        if (notReady.isPresent()) {
            send(response, Status.SERVICE_UNAVAILABLE_503, notReady.get() + "\n");
        } else {
            send(response, Status.OK_200, "ok\n");
        }
    }

    private static void show(ServerResponse response, Optional<Page> found) {
        if (found.isEmpty()) {
            send(response, Status.NOT_FOUND_404, "no such page\n");
            return;
        }
        Page page = found.get();
        response.status(Status.create(page.status()))
                .header(HeaderNames.CONTENT_TYPE, page.contentType());
        page.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        response.send(page.body().array());
    }

    private static void send(ServerResponse response, Status status, String body) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                .send(body);
    }
}
