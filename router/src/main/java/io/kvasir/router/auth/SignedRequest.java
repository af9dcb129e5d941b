package io.kvasir.router.auth;

import static io.kvasir.router.auth.Authenticator.refused;

import io.kvasir.router.auth.AuthResult.Reason;
import io.kvasir.router.auth.AuthResult.Refused;
import io.kvasir.router.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request says about its signature, in the `Authorization` header or, presigned, in the
/// query.
///
/// @param date as sent, in ISO 8601 basic format
/// @param expiresSeconds of a presigned request; 0 in the header form
record SignedRequest(
        String algorithm,
        String credential,
        String signedHeaders,
        String signature,
        String date,
        String expiresSeconds,
        boolean presigned) {
    private static final List<String> HEADER_PARTS =
            List.of("Credential", "Signature", "SignedHeaders");
    private static final List<String> QUERY_PARTS =
            List.of(
                    "X-Amz-Algorithm",
                    "X-Amz-Credential",
                    "X-Amz-Signature",
                    "X-Amz-SignedHeaders",
                    "X-Amz-Date");

    sealed interface Result {}

    record Read(SignedRequest signed) implements Result {}

    record Unreadable(Refused refused) implements Result {}

    static Result read(HttpRequest request) {
        @Nullable String header = request.header("authorization");
        Map<String, String> query = CanonicalRequest.decodedQuery(request.rawQuery());
        boolean inQuery = query.containsKey("X-Amz-Algorithm");
        if (header != null && inQuery) {
            return unreadable(
                    Reason.INVALID_SIGNATURE,
                    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as"
                            + " HTTP header.");
        }
        if (inQuery) {
            return readQuery(query);
        }
        if (header == null || !header.strip().startsWith("AWS4-")) {
            return unreadable(Reason.MISSING_TOKEN, "Request is missing Authentication Token");
        }
        return readHeader(request, header);
    }

    private static Result readHeader(HttpRequest request, String header) {
        Map<String, String> parts = new LinkedHashMap<>();
        String[] words = header.strip().split("[, ]+", -1);
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals > 0) {
                parts.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
        }
        StringBuilder missing = new StringBuilder();
        for (String part : HEADER_PARTS) {
            if (parts.getOrDefault(part, "").isEmpty()) {
                missing.append("Authorization header requires '")
                        .append(part)
                        .append("' parameter. ");
            }
        }
        @Nullable String date = request.header("x-amz-date");
        date = date == null ? request.header("date") : date;
        if (date == null) {
            missing.append(
                    "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date'"
                            + " header. ");
        }
        if (!missing.isEmpty()) {
            return unreadable(Reason.INCOMPLETE_SIGNATURE, missing + "Authorization=" + header);
        }
        return new Read(
                new SignedRequest(
                        words[0],
                        parts.getOrDefault("Credential", ""),
                        parts.getOrDefault("SignedHeaders", ""),
                        parts.getOrDefault("Signature", ""),
                        date == null ? "" : date,
                        "0",
                        false));
    }

    private static Result readQuery(Map<String, String> query) {
        StringBuilder missing = new StringBuilder();
        for (String part : QUERY_PARTS) {
            if (query.getOrDefault(part, "").isEmpty()) {
                missing.append("AWS query-string parameters must include '")
                        .append(part)
                        .append("'. ");
            }
        }
        if (!missing.isEmpty()) {
            return unreadable(
                    Reason.INCOMPLETE_SIGNATURE,
                    missing + "Re-examine the query-string parameters.");
        }
        return new Read(
                new SignedRequest(
                        query.getOrDefault("X-Amz-Algorithm", ""),
                        query.getOrDefault("X-Amz-Credential", ""),
                        query.getOrDefault("X-Amz-SignedHeaders", ""),
                        query.getOrDefault("X-Amz-Signature", ""),
                        query.getOrDefault("X-Amz-Date", ""),
                        query.getOrDefault("X-Amz-Expires", "0"),
                        true));
    }

    /// The first element of the credential.
    String accessKeyId() {
        int slash = credential.indexOf('/');
        return slash < 0 ? credential : credential.substring(0, slash);
    }

    private static Unreadable unreadable(Reason reason, String message) {
        return new Unreadable(refused(reason, message));
    }
}
