package io.kvasir.router.auth;

/// Whether a request comes from whom it says.
public sealed interface AuthResult {
    /// @param accessKeyId as given; verified only where credentials are configured
    record Authenticated(String accessKeyId) implements AuthResult {}

    record Refused(Reason reason, String message) implements AuthResult {}

    enum Reason {
        MISSING_TOKEN,
        INCOMPLETE_SIGNATURE,
        INVALID_SIGNATURE,
        UNKNOWN_CLIENT
    }
}
