package io.kvasir.router.limit;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Requests under way at once: one too many is refused at once and cheaply, rather than kept
/// waiting until its answer is no longer wanted.
public final class RequestLimit {
    private static final Duration RETRY_AFTER = Duration.ofMillis(50);

    private final int max;
    private final AtomicInteger underWay = new AtomicInteger();

    public RequestLimit(int max) {
        this.max = max;
    }

    /// @throws RequestFailedException where there are too many; otherwise `leave` must follow
    public void enter() {
        if (underWay.incrementAndGet() > max) {
            underWay.decrementAndGet();
            throw new RequestFailedException(
                    new RequestFailure(
                            ErrorCode.THROTTLED,
                            "the router has " + max + " requests under way; that is the limit",
                            Optional.empty(),
                            RETRY_AFTER));
        }
    }

    public void leave() {
        underWay.decrementAndGet();
    }

    public int underWay() {
        return underWay.get();
    }
}
