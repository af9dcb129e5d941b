package io.kvasir.control.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Work that is under way, or has ended.
///
/// @param subject a partition or a node
/// @param goal what is to come of it
/// @param step what it is at, or waits for
/// @param begunAt when it was ordered, or first seen
/// @param bytesDone,bytesTotal of what is copied; 0: nothing is, or it is not known
public record Operation(
        Kind kind,
        String subject,
        String goal,
        String step,
        Instant begunAt,
        Optional<Instant> endedAt,
        long bytesDone,
        long bytesTotal) {
    public enum Kind {
        SPLIT,
        MOVE,
        REPAIR,
        DRAIN,
        LEADER,
        MERGE
    }

    /// What tells it from others; the rest changes as it goes on.
    public record Key(Kind kind, String subject, String goal) {}

    public Key key() {
        return new Key(kind, subject, goal);
    }

    /// How long it will still take, as its copy goes on; -1 where that is not known.
    public long etaMillis(Instant now) {
        if (bytesDone == 0 || endedAt.isPresent()) {
            return -1;
        }
        long passed = Duration.between(begunAt, now).toMillis();
        long left = Math.max(0, bytesTotal - bytesDone);
        return (long) ((double) left / bytesDone * passed);
    }

    Operation begun(Instant at) {
        return new Operation(kind, subject, goal, step, at, endedAt, bytesDone, bytesTotal);
    }

    Operation ended(Instant at) {
        return new Operation(
                kind, subject, goal, "done", begunAt, Optional.of(at), bytesTotal, bytesTotal);
    }
}
