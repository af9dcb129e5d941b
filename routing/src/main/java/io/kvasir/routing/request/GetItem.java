package io.kvasir.routing.request;

import io.kvasir.model.item.Item;
import io.kvasir.model.table.TableName;

/// One item by its key.
///
/// @param key exactly the key attributes
/// @param projection an expression; empty: the whole item
public record GetItem(
        TableName table,
        Item key,
        ReadOptions options,
        String projection,
        Substitutions substitutions) {
    public GetItem(TableName table, Item key, ReadOptions options) {
        this(table, key, options, "", Substitutions.NONE);
    }
}
