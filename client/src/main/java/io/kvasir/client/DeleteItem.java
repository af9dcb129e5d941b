package io.kvasir.client;

import io.kvasir.model.item.Item;

/// Removes an item; done where there is none.
///
/// @param key exactly the key attributes
public record DeleteItem(String table, Item key, WriteSettings write)
        implements WriteRequest<DeleteItem> {
    public static DeleteItem from(String table, Item key) {
        return new DeleteItem(table, key, WriteSettings.DEFAULT);
    }

    @Override
    public DeleteItem withWrite(WriteSettings settings) {
        return new DeleteItem(table, key, settings);
    }
}
