package io.kvasir.routing.request;

import java.util.List;
import java.util.Optional;

/// One for each item asked for, in order.
public record TransactGetReply(List<Found> items) {
    /// @param item absent where there is none
    /// @param sizeBytes of the whole item by DynamoDB's rules; 0 where there is none
    public record Found(Optional<EncodedItem> item, int sizeBytes) {}

    public TransactGetReply {
        items = List.copyOf(items);
    }
}
