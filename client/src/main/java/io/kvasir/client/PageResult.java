package io.kvasir.client;

import io.kvasir.model.item.Item;
import java.util.List;
import java.util.Optional;

/// @param items those that passed the filter, in order
/// @param count items that passed the filter, also where only the count was asked for
/// @param scannedCount items evaluated
/// @param next where the next page begins; empty on the last page
public record PageResult(
        List<Item> items, int count, int scannedCount, Optional<Cursor> next, ReplyInfo info) {}
