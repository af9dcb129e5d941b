package io.kvasir.router.auth;

import io.kvasir.router.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The canonical form of a request, over which Signature Version 4 is computed.
final class CanonicalRequest {
    private CanonicalRequest() {}

    static String of(HttpRequest request, SignedRequest signed, String payloadHash) {
        StringBuilder canonical = new StringBuilder();
        canonical.append(request.method()).append('\n');
        canonical.append(path(request.rawPath())).append('\n');
        canonical.append(query(request.rawQuery())).append('\n');
        for (String name : signed.signedHeaders().split(";", -1)) {
            String lower = name.toLowerCase(Locale.ROOT);
            canonical
                    .append(lower)
                    .append(':')
                    .append(trimmed(request.headers().getOrDefault(lower, "")))
                    .append('\n');
        }
        canonical.append('\n').append(signed.signedHeaders()).append('\n').append(payloadHash);
        return canonical.toString();
    }

    static Map<String, String> decodedQuery(String rawQuery) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String[] parameter : parameters(rawQuery)) {
            parameters.putIfAbsent(parameter[0], parameter[1]);
        }
        return parameters;
    }

    /// Each segment is encoded once more, as for every service but S3.
    private static String path(String rawPath) {
        if (rawPath.isEmpty()) {
            return "/";
        }
        String[] segments = rawPath.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            segments[i] = encoded(segments[i]);
        }
        return String.join("/", segments);
    }

    private static String query(String rawQuery) {
        List<String> pairs = new ArrayList<>();
        for (String[] parameter : parameters(rawQuery)) {
            if (!parameter[0].equals("X-Amz-Signature")) {
                pairs.add(encoded(parameter[0]) + "=" + encoded(parameter[1]));
            }
        }
        pairs.sort(Comparator.naturalOrder());
        return String.join("&", pairs);
    }

    private static List<String[]> parameters(String rawQuery) {
        List<String[]> parameters = new ArrayList<>();
        for (String pair : rawQuery.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.add(new String[] {decoded(name), decoded(value)});
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            // In a query that was signed, a plus is a plus.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain =
                    (c >= 'A' && c <= 'Z')
                            || (c >= 'a' && c <= 'z')
                            || (c >= '0' && c <= '9')
                            || c == '-'
                            || c == '_'
                            || c == '.'
                            || c == '~';
            if (plain) {
                encoded.append(c);
            } else {
                encoded.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return encoded.toString();
    }

    private static String trimmed(String value) {
        return value.strip().replaceAll(" +", " ");
    }
}
