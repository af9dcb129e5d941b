package io.kvasir.client;

import io.kvasir.model.item.Item;

/// Makes or replaces a whole item.
public record PutItem(String table, Item item, WriteSettings write)
        implements WriteRequest<PutItem> {
    public static PutItem into(String table, Item item) {
        return new PutItem(table, item, WriteSettings.DEFAULT);
    }

    @Override
    public PutItem withWrite(WriteSettings settings) {
        return new PutItem(table, item, settings);
    }
}
