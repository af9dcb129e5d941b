package io.kvasir.routing.execute;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How long one attempt waits for an answer before another is made. It doubles with the first
/// failures, so that a slow cluster is asked less often, and no further: an attempt that a dead
/// node swallowed must not outlast an election.
///
/// @param keys reads of keys
/// @param range pages
/// @param write writes that may be sent again; others wait to the end
public record AttemptTimeouts(Duration keys, Duration range, Duration write) {
    public static final AttemptTimeouts DEFAULT =
            new AttemptTimeouts(
                    Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMillis(1_500));

    private static final int DOUBLINGS_MAX = 2;

    static Deadline of(Duration timeout, int failures, Deadline deadline) {
        long nanos = timeout.toNanos() << Math.min(failures, DOUBLINGS_MAX);
        return deadline.minimum(Deadline.after(nanos, TimeUnit.NANOSECONDS));
    }
}
