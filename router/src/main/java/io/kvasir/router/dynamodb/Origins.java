package io.kvasir.router.dynamodb;

import io.kvasir.router.http.HttpReply;
import io.kvasir.router.http.HttpRequest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which web pages may call the endpoint from a browser. Where signatures are checked, all may, as
/// at the service: a page without credentials gets nowhere. Where any credentials pass, only pages
/// that this machine serves may, or else every page on the web could read and change the data.
final class Origins {
    private static final String SECONDS_VALID = "172800";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean isChecked;

    /// @param isChecked whether signatures are
    Origins(boolean isChecked) {
        this.isChecked = isChecked;
    }

    /// A browser's question whether it may send a page's request.
    boolean isPreflight(HttpRequest request) {
        return request.method().equals("OPTIONS") && isAllowed(request.header("origin"));
    }

    /// The reply with what the browser needs to hear; as it is where no page asks that may.
    HttpReply allow(HttpRequest request, HttpReply reply) {
        if (!isAllowed(request.header("origin"))) {
            return reply;
        }
        SequencedMap<String, String> headers = new LinkedHashMap<>(reply.headers());
        headers.put("Access-Control-Allow-Origin", "*");
        if (request.method().equals("OPTIONS")) {
            repeat(
                    request,
                    "access-control-request-headers",
                    headers,
                    "Access-Control-Allow-Headers");
            repeat(
                    request,
                    "access-control-request-method",
                    headers,
                    "Access-Control-Allow-Methods");
            headers.put("Access-Control-Max-Age", SECONDS_VALID);
        } else {
            headers.put(
                    "Access-Control-Expose-Headers",
                    "x-amzn-RequestId,x-amz-crc32,x-amzn-ErrorType,Date");
        }
        return new HttpReply(reply.status(), headers, reply.body());
    }

    private static void repeat(
            HttpRequest request, String asked, SequencedMap<String, String> headers, String name) {
        @Nullable String value = request.header(asked);
        if (value != null) {
            headers.put(name, value);
        }
    }

    private boolean isAllowed(@Nullable String origin) {
        return origin != null && (isChecked || isLoopback(origin));
    }

    private static boolean isLoopback(String origin) {
        try {
            @Nullable String host = URI.create(origin).getHost();
            return host != null && LOOPBACK.contains(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
