package io.kvasir.routing.execute;

import io.grpc.Deadline;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.routing.retry.Backoff;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The attempts of one request so far, and when the next may follow. At most
/// `REDIRECTS_WITHOUT_PAUSE_MAX` follow a correction at once: nodes that point at each other cost
/// pauses, not a storm.
final class Pacing {
    static final int REDIRECTS_WITHOUT_PAUSE_MAX = 2;
    static final long GIVE_UP = -1;

    private final Backoff backoff;
    private final RandomGenerator dice;
    private int failures;
    private int redirects;
    private @Nullable RequestFailure reason;

    Pacing(Backoff backoff, RandomGenerator dice) {
        this.backoff = backoff;
        this.dice = dice;
    }

    /// For a part of the request that goes on by itself.
    Pacing fork() {
        Pacing part = new Pacing(backoff, dice);
        part.failures = failures;
        part.redirects = redirects;
        part.reason = reason;
        return part;
    }

    int failures() {
        return failures;
    }

    /// Nanoseconds to wait before the next attempt, or `GIVE_UP` where the deadline comes first.
    long next(Attempt.Refused<?> refused, Deadline deadline) {
        if (refused.failure().code() != ErrorCode.DEADLINE_EXCEEDED) {
            reason = refused.failure();
        }
        long pause = 0;
        if (refused.redirected() && redirects < REDIRECTS_WITHOUT_PAUSE_MAX) {
            redirects++;
        } else {
            failures++;
            long asked = refused.failure().retryAfter().toNanos();
            pause = Math.max(backoff.pauseNanos(failures, dice), asked);
        }
        return deadline.timeRemaining(TimeUnit.NANOSECONDS) > pause ? pause : GIVE_UP;
    }

    /// The failure that the request ends with. An attempt cut short by the deadline says less than
    /// what earlier ones met.
    RequestFailure ended(RequestFailure last) {
        RequestFailure known = reason;
        return exhausted(
                last.code() == ErrorCode.DEADLINE_EXCEEDED && known != null ? known : last);
    }

    /// The last failure in the caller's terms: what nodes tell routers means nothing to it.
    static RequestFailure exhausted(RequestFailure last) {
        return switch (last.code()) {
            case NOT_LEADER, WRONG_PARTITION, NOT_CAUGHT_UP, REJECTED ->
                    RequestFailure.of(
                            ErrorCode.UNAVAILABLE,
                            "no replica could serve before the deadline; the last one said "
                                    + last.code()
                                    + ": "
                                    + last.message());
            default -> last;
        };
    }
}
