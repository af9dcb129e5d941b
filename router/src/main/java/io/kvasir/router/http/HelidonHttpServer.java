package io.kvasir.router.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.kvasir.model.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The server on Helidon's web server: a virtual thread for each connection.
public final class HelidonHttpServer implements HttpServer {
    private static final int HEADERS_BYTES_MAX = 64 * 1024;
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);
    private static final int CONNECTIONS_BACKLOG = 4096;

    private final WebServer server;
    private final HttpHandler handler;
    private final int bodyBytesMax;
    // The handler's few header names, so that each is looked up once.
    private final Map<String, HeaderName> headerNames = new ConcurrentHashMap<>();

    private HelidonHttpServer(String host, int port, int bodyBytesMax, HttpHandler handler) {
        this.handler = handler;
        this.bodyBytesMax = bodyBytesMax;
        this.server =
                WebServer.builder()
                        .host(host)
                        .port(port)
                        .backlog(CONNECTIONS_BACKLOG)
                        .shutdownHook(false)
                        .shutdownGracePeriod(CLOSE_GRACE)
                        .addProtocol(
                                io.helidon.webserver.http1.Http1Config.builder()
                                        .maxHeadersSize(HEADERS_BYTES_MAX)
                                        .build())
                        .routing(routes -> routes.any(this::serve))
                        .build()
                        .start();
    }

    /// @param port 0 for any
    /// @param bodyBytesMax longer bodies are refused unread
    public static HelidonHttpServer start(
            String host, int port, int bodyBytesMax, HttpHandler handler) {
        return new HelidonHttpServer(host, port, bodyBytesMax, handler);
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private void serve(ServerRequest request, ServerResponse response) {
        byte @Nullable [] body = readBody(request);
        HttpReply reply =
                body == null
                        ? handler.refuseTooLong(bodyBytesMax)
                        : handler.handle(
                                new HttpRequest(
                                        request.prologue().method().text(),
                                        request.path().rawPath(),
                                        request.query().rawValue(),
                                        headers(request),
                                        Bytes.ofOwned(body)));
        if (body == null) {
            // What was not read stands between this request and the next one.
            response.header(HeaderNames.CONNECTION, "close");
        }
        response.status(Status.create(reply.status()));
        reply.headers()
                .forEach((name, value) ->
                        response.header(
                                headerNames.computeIfAbsent(name, HeaderNames::create), value));
        response.send(reply.body().array());
        if (body == null) {
            throw new CloseConnectionException("a request's body was too long to be read");
        }
    }

    /// Null where the body is longer than allowed.
    private byte @Nullable [] readBody(ServerRequest request) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        if (request.headers().contentLength().orElse(0) > bodyBytesMax) {
            return null;
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] body = in.readNBytes(bodyBytesMax + 1);
            return body.length > bodyBytesMax ? null : body;
        } catch (IOException e) {
            throw new UncheckedIOException("the request's body broke off", e);
        }
    }

    private static SequencedMap<String, String> headers(ServerRequest request) {
        SequencedMap<String, String> headers = new LinkedHashMap<>();
        for (Header header : request.headers()) {
            headers.put(header.headerName().lowerCase(), String.join(",", header.allValues()));
        }
        return headers;
    }
}
