package io.kvasir.client;

import io.kvasir.model.item.Item;
import java.util.List;
import java.util.Optional;

/// A transaction that was done. It says nothing to sessions: what it wrote is seen by strong reads.
///
/// @param items what reads found, one for each, in order; empty for what was not there, and for
///   writes
public record TransactResult(List<Optional<Item>> items, ReplyInfo info) {
    public TransactResult {
        items = List.copyOf(items);
    }
}
