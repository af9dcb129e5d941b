package io.kvasir.router.auth;

import static io.kvasir.router.auth.Authenticator.refused;

import io.kvasir.router.auth.AuthResult.Authenticated;
import io.kvasir.router.auth.AuthResult.Reason;
import io.kvasir.router.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Verifies AWS Signature Version 4, header and presigned form, in the order of checks and with the
/// messages of AWS. Source: AWS's reference of Signature Version 4.
final class SignatureV4 {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String TERMINATOR = "aws4_request";
    private static final Duration CLOCK_SKEW_MAX = Duration.ofMinutes(15);
    private static final Duration EXPIRES_MAX = Duration.ofDays(7);

    /// One key for each of a few clients and days is kept; past that all are derived anew.
    private static final int CACHED_KEYS_MAX = 4096;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

    private record Scope(String accessKeyId, String date, String region) {}

    private final Map<String, String> secrets;
    private final String service;
    private final Map<Scope, byte[]> keys = new ConcurrentHashMap<>();

    SignatureV4(Map<String, String> secrets, String service) {
        this.secrets = secrets;
        this.service = service;
    }

    AuthResult verify(HttpRequest request, SignedRequest signed, Instant now) {
        @Nullable Instant date = parsed(signed.date());
        if (date == null) {
            return refused(
                    Reason.INCOMPLETE_SIGNATURE,
                    "Date must be in ISO-8601 'basic format'. Got '"
                            + signed.date()
                            + "'. See http://en.wikipedia.org/wiki/ISO_8601");
        }
        Optional<AuthResult> outOfTime = checkTime(signed, date, now);
        if (outOfTime.isPresent()) {
            return outOfTime.get();
        }
        boolean hostSigned =
                Arrays.stream(signed.signedHeaders().split(";", -1))
                        .anyMatch(name -> name.equalsIgnoreCase("host"));
        if (!hostSigned) {
            return refused(
                    Reason.INVALID_SIGNATURE,
                    "'Host' must be a 'SignedHeader' in the AWS Authorization.");
        }
        if (!signed.algorithm().equals(ALGORITHM)) {
            return refused(
                    Reason.INCOMPLETE_SIGNATURE,
                    "Unsupported AWS 'algorithm': '"
                            + signed.algorithm()
                            + "' (only AWS4-HMAC-SHA256 for now). ");
        }
        return verifyCredential(request, signed);
    }

    private Optional<AuthResult> checkTime(SignedRequest signed, Instant date, Instant now) {
        Duration valid = CLOCK_SKEW_MAX;
        if (signed.presigned()) {
            @Nullable Long seconds = wholeNumber(signed.expiresSeconds());
            if (seconds == null || seconds < 0 || seconds > EXPIRES_MAX.toSeconds()) {
                return Optional.of(
                        refused(
                                Reason.INCOMPLETE_SIGNATURE,
                                "X-Amz-Expires must be a number from 0 to "
                                        + EXPIRES_MAX.toSeconds()
                                        + " seconds. Got '"
                                        + signed.expiresSeconds()
                                        + "'."));
            }
            valid = seconds == 0 ? CLOCK_SKEW_MAX : Duration.ofSeconds(seconds);
        }
        if (date.isBefore(now.minus(valid))) {
            return Optional.of(
                    refused(
                            Reason.INVALID_SIGNATURE,
                            "Signature expired: "
                                    + signed.date()
                                    + " is now earlier than "
                                    + shown(now.minus(valid))
                                    + " ("
                                    + shown(now)
                                    + " - "
                                    + valid.toMinutes()
                                    + " min.)"));
        }
        if (date.isAfter(now.plus(CLOCK_SKEW_MAX))) {
            return Optional.of(
                    refused(
                            Reason.INVALID_SIGNATURE,
                            "Signature not yet current: "
                                    + signed.date()
                                    + " is still later than "
                                    + shown(now.plus(CLOCK_SKEW_MAX))
                                    + " ("
                                    + shown(now)
                                    + " + 15 min.)"));
        }
        return Optional.empty();
    }

    private AuthResult verifyCredential(HttpRequest request, SignedRequest signed) {
        String[] parts = signed.credential().replaceAll("/+$", "").split("/", -1);
        if (parts.length != 5) {
            return refused(
                    Reason.INCOMPLETE_SIGNATURE,
                    "Credential must have exactly 5 slash-delimited elements, e.g."
                            + " keyid/date/region/service/term, got '"
                            + signed.credential()
                            + "'");
        }
        StringBuilder faults = new StringBuilder();
        String day = signed.date().substring(0, 8);
        if (parts[2].isEmpty()) {
            faults.append("Credential should be scoped to a valid region. ");
        }
        if (!parts[3].equals(service)) {
            faults.append("Credential should be scoped to correct service: '")
                    .append(service)
                    .append("'. ");
        }
        if (!parts[4].equals(TERMINATOR)) {
            faults.append(
                            "Credential should be scoped with a valid terminator: 'aws4_request',"
                                    + " not '")
                    .append(parts[4])
                    .append("'. ");
        }
        if (!parts[1].equals(day)) {
            faults.append(
                            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version"
                                    + " of date from HTTP: '")
                    .append(parts[1])
                    .append("' != '")
                    .append(day)
                    .append("', from '")
                    .append(signed.date())
                    .append("'.");
        }
        if (!faults.isEmpty()) {
            return refused(Reason.INVALID_SIGNATURE, faults.toString().strip());
        }
        @Nullable String secret = secrets.get(parts[0]);
        if (secret == null) {
            return refused(
                    Reason.UNKNOWN_CLIENT,
                    "The security token included in the request is invalid.");
        }
        return verifySignature(request, signed, new Scope(parts[0], day, parts[2]), secret);
    }

    private AuthResult verifySignature(
            HttpRequest request, SignedRequest signed, Scope scope, String secret) {
        String canonical =
                CanonicalRequest.of(request, signed, hex(sha256(request.body().array())));
        String toSign =
                String.join(
                        "\n",
                        ALGORITHM,
                        signed.date(),
                        String.join("/", scope.date(), scope.region(), service, TERMINATOR),
                        hex(sha256(canonical.getBytes(StandardCharsets.UTF_8))));
        byte[] expected = hex(hmac(key(scope, secret), toSign)).getBytes(StandardCharsets.UTF_8);
        if (MessageDigest.isEqual(expected, signed.signature().getBytes(StandardCharsets.UTF_8))) {
            return new Authenticated(scope.accessKeyId());
        }
        return refused(
                Reason.INVALID_SIGNATURE,
                "The request signature we calculated does not match the signature you provided."
                        + " Check your AWS Secret Access Key and signing method. Consult the"
                        + " service documentation for details.\n\nThe Canonical String for this"
                        + " request should have been\n'"
                        + canonical
                        + "'\n\nThe String-to-Sign should have been\n'"
                        + toSign
                        + "'\n");
    }

    private byte[] key(Scope scope, String secret) {
        byte @Nullable [] known = keys.get(scope);
        if (known != null) {
            return known;
        }
        byte[] day = hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), scope.date());
        byte[] key = hmac(hmac(hmac(day, scope.region()), service), TERMINATOR);
        if (keys.size() >= CACHED_KEYS_MAX) {
            keys.clear();
        }
        keys.put(scope, key);
        return key;
    }

    private static @Nullable Instant parsed(String date) {
        try {
            return LocalDateTime.parse(date, DATE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static @Nullable Long wholeNumber(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String shown(Instant instant) {
        return DATE.format(instant.atOffset(ZoneOffset.UTC));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
