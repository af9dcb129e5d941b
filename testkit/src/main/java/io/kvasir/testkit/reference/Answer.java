package io.kvasir.testkit.reference;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.Item;
import java.util.List;
import java.util.Optional;

/// The observable answer to one operation.
public sealed interface Answer {
    /// Of a get or a write: the item or attributes returned, if any.
    record One(Optional<Item> item) implements Answer {}

    /// Of a query: all items in order, and of a page by `limit`, whether more follow.
    record Page(List<Item> items, int scanned, boolean more) implements Answer {}

    /// Of scans and batch gets, whose order means nothing: items sorted by key.
    record Many(List<Item> items) implements Answer {}

    /// Of a transactional get: one for each key, in order.
    record Each(List<Optional<Item>> items) implements Answer {}

    /// @param message empty where any text will do
    /// @param item the present item, where it was asked for
    record Refused(ErrorCode code, String message, Optional<Item> item) implements Answer {}

    /// A transaction that did nothing, with a reason for each action: NONE, CONDITION_FAILED or
    /// INVALID_ARGUMENT.
    record Canceled(List<Optional<ErrorCode>> reasons) implements Answer {}
}
