package io.kvasir.client;

import java.time.Duration;
import java.util.Optional;

/// What all reads can be told.
///
/// @param timeout empty: the client's
public record ReadSettings(
        Consistency consistency, Optional<Session> session, Optional<Duration> timeout) {
    static final ReadSettings DEFAULT =
            new ReadSettings(Consistency.EVENTUAL, Optional.empty(), Optional.empty());
}
