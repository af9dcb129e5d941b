package io.kvasir.routing.execute;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How long one attempt waits for an answer before another is made; it doubles with each failure,
/// so that a slow cluster is not asked the same thing ever more often.
///
/// @param keys reads of keys
/// @param range pages
/// @param write writes that may be sent again; others wait to the end
public record AttemptTimeouts(Duration keys, Duration range, Duration write) {
    public static final AttemptTimeouts DEFAULT =
            new AttemptTimeouts(
                    Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMillis(1_500));

    private static final int DOUBLINGS_MAX = 6;

    static Deadline of(Duration timeout, int failures, Deadline deadline) {
        long nanos = timeout.toNanos() << Math.min(failures, DOUBLINGS_MAX);
        return deadline.minimum(Deadline.after(nanos, TimeUnit.NANOSECONDS));
    }
}
