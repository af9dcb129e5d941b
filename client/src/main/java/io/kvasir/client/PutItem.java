package io.kvasir.client;

import io.kvasir.model.item.Item;

/// Makes or replaces a whole item.
public record PutItem(String table, Item item, WriteSettings write)
        implements WriteRequest<PutItem> {
    public static PutItem into(String table, Item item) {
        return new PutItem(table, item, WriteSettings.DEFAULT);
    }

    /// The reply's capacity units count the item that is replaced, too, as DynamoDB's do. Without
    /// it a put that has no condition and returns nothing counts the new item alone, and does not
    /// read the present one.
    public PutItem exactCapacity() {
        return withWrite(write.withExactCapacity());
    }

    @Override
    public PutItem withWrite(WriteSettings settings) {
        return new PutItem(table, item, settings);
    }
}
