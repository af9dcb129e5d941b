package io.kvasir.routing.request;

import io.kvasir.model.item.Item;
import io.kvasir.model.table.TableName;
import java.util.List;

/// Up to 25 puts and deletes, each on its own, of distinct items.
///
/// @param exactCapacity as in `WriteOptions`
public record BatchWrite(List<Entry> entries, boolean exactCapacity) {
    public BatchWrite {
        entries = List.copyOf(entries);
    }

    /// @param clientRequestToken as in `WriteOptions`; empty: none
    public record Entry(TableName table, Write write, String clientRequestToken) {}

    public sealed interface Write {
        record Put(EncodedItem item) implements Write {}

        /// @param key exactly the key attributes
        record Delete(Item key) implements Write {}
    }
}
