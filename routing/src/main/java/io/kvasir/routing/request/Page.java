package io.kvasir.routing.request;

import io.kvasir.model.item.Item;
import java.util.List;
import java.util.Optional;

/// @param items those that passed the filter, in order; none where only the count was asked for
/// @param count items that passed the filter
/// @param scannedCount items evaluated
/// @param lastEvaluatedKey where the next page begins; empty on the last page
public record Page(
        List<EncodedItem> items,
        int count,
        int scannedCount,
        Optional<Item> lastEvaluatedKey,
        ReplyInfo info) {}
