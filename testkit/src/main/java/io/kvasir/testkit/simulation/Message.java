package io.kvasir.testkit.simulation;

import io.kvasir.replication.LogPosition;
import java.util.List;

/// What replicas of a group say to each other.
sealed interface Message {
    long term();

    /// From the leader: entries after `previous`, perhaps none. `round` rises with every message
    /// and comes back in the answer.
    record Append(
            long term, LogPosition previous, List<LogEntry> entries, long commitIndex, long round)
            implements Message {
        public Append {
            entries = List.copyOf(entries);
        }
    }

    /// From the leader, whose log no longer reaches back: fetch a copy with at least this applied.
    record Install(long term, LogPosition atLeast, long round) implements Message {}

    /// The follower's log matches up to `matchIndex`; or, where it does not match, it should be
    /// tried from there.
    record Answer(long term, boolean matches, long matchIndex, long round) implements Message {}
}
