package io.kvasir.client;

import java.time.Duration;
import java.util.Optional;

/// A request that reads; immutable, each method gives a changed copy.
public sealed interface ReadRequest<T extends ReadRequest<T>>
        permits GetItem, Query, Scan, BatchGet, ExecuteStatement {
    ReadSettings read();

    T withRead(ReadSettings settings);

    default T strong() {
        return consistency(Consistency.STRONG);
    }

    default T consistency(Consistency consistency) {
        return withRead(new ReadSettings(consistency, read().session(), read().timeout()));
    }

    default T in(Session session) {
        return withRead(
                new ReadSettings(read().consistency(), Optional.of(session), read().timeout()));
    }

    default T timeout(Duration timeout) {
        return withRead(
                new ReadSettings(read().consistency(), read().session(), Optional.of(timeout)));
    }
}
