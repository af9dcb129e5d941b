package io.kvasir.router.auth;

import io.kvasir.router.auth.AuthResult.Authenticated;
import io.kvasir.router.auth.AuthResult.Reason;
import io.kvasir.router.auth.AuthResult.Refused;
import io.kvasir.router.http.HttpRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads who signed a request and checks it against the configured credentials. Without any, every
/// well-formed signature passes unchecked: for development.
public final class Authenticator {
    private final Optional<SignatureV4> signatures;
    private final Clock clock;

    private Authenticator(Optional<SignatureV4> signatures, Clock clock) {
        this.signatures = signatures;
        this.clock = clock;
    }

    /// @param secrets by access key id
    /// @param service the service that signatures must be made for, such as `dynamodb`
    public static Authenticator verifying(
            Map<String, String> secrets, String service, Clock clock) {
        return new Authenticator(
                Optional.of(new SignatureV4(new LinkedHashMap<>(secrets), service)), clock);
    }

    /// Accepts any credentials.
    public static Authenticator accepting(Clock clock) {
        return new Authenticator(Optional.empty(), clock);
    }

    /// Whether signatures are checked.
    public boolean isVerifying() {
        return signatures.isPresent();
    }

    public AuthResult authenticate(HttpRequest request) {
        return switch (SignedRequest.read(request)) {
            case SignedRequest.Unreadable(Refused refused) -> refused;
            case SignedRequest.Read(SignedRequest signed) -> {
                Instant now = clock.instant();
                yield signatures.isEmpty()
                        ? new Authenticated(signed.accessKeyId())
                        : signatures.get().verify(request, signed, now);
            }
        };
    }

    static Refused refused(Reason reason, String message) {
        return new Refused(reason, message);
    }
}
