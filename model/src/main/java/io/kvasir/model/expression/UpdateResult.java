package io.kvasir.model.expression;

import io.kvasir.model.item.Item;
import java.util.List;

/// An item after an update.
///
/// @param item the whole item
/// @param itemBytes its size by DynamoDB's rules
/// @param touched the paths that the update names as its targets, changed or not
public record UpdateResult(Item item, long itemBytes, List<Path> touched) {
    public UpdateResult {
        touched = List.copyOf(touched);
    }

    /// For ReturnValues UPDATED_NEW: what now stands at the touched paths.
    public Item updatedNew() {
        return Projection.of(touched).project(item);
    }

    /// For ReturnValues UPDATED_OLD: what stood at the touched paths.
    ///
    /// @param old the item before the update; `Item.EMPTY` where there was none
    public Item updatedOld(Item old) {
        return Projection.of(touched).project(old);
    }
}
