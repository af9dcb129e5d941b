package io.kvasir.client;

import io.kvasir.model.error.RequestFailure;
import java.time.Duration;

/// Over a rate limit, also after retries; the message says which. Nothing happened.
public final class ThrottledException extends KvasirException {
    private static final long serialVersionUID = 1L;

    ThrottledException(RequestFailure failure) {
        super(failure);
    }

    /// When to try again; zero where the server said nothing.
    public Duration retryAfter() {
        return failure().retryAfter();
    }
}
