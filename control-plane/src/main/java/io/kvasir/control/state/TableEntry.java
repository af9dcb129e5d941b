package io.kvasir.control.state;

import io.kvasir.model.table.Table;

/// A table, and the token that created it (empty: none), by which a repeated creation is told from
/// another one.
public record TableEntry(Table table, String token) {
    TableEntry with(Table changed) {
        return new TableEntry(changed, token);
    }
}
