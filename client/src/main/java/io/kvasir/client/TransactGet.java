package io.kvasir.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Items as they were at one moment.
///
/// @param items 1 to 100, distinct; how the single requests want to be read means nothing here
/// @param timeout empty: the client's
public record TransactGet(List<GetItem> items, Optional<Duration> timeout) {
    public TransactGet {
        items = List.copyOf(items);
    }

    public static TransactGet of(GetItem... items) {
        return of(List.of(items));
    }

    public static TransactGet of(List<GetItem> items) {
        return new TransactGet(items, Optional.empty());
    }

    public TransactGet timeout(Duration most) {
        return new TransactGet(items, Optional.of(most));
    }
}
