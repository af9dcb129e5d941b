package io.kvasir.routing.request;

import io.kvasir.model.item.Item;
import io.kvasir.model.table.TableName;
import java.util.List;

/// Up to 100 items by their keys, from any number of tables, without repeats.
public record BatchGet(List<KeysOfTable> tables) {
    public BatchGet {
        tables = List.copyOf(tables);
    }

    /// @param projection an expression; empty: whole items
    public record KeysOfTable(
            TableName table,
            List<Item> keys,
            ReadOptions options,
            String projection,
            Substitutions substitutions) {
        public KeysOfTable {
            keys = List.copyOf(keys);
        }

        public KeysOfTable(TableName table, List<Item> keys, ReadOptions options) {
            this(table, keys, options, "", Substitutions.NONE);
        }

        public KeysOfTable withKeys(List<Item> others) {
            return new KeysOfTable(table, others, options, projection, substitutions);
        }
    }
}
