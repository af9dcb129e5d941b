package io.kvasir.control.console;

import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.TableEntry;
import io.kvasir.model.Bytes;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.table.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/// Which tables lie where in the key space.
final class TablesByKey {
    private final TreeMap<Bytes, Table> byStart = new TreeMap<>();

    TablesByKey(ClusterState state) {
        for (TableEntry entry : state.tables().values()) {
            byStart.put(range(entry.table()).start(), entry.table());
        }
    }

    static KeyRange range(Table table) {
        return GlobalKey.keyspaceRange(table.keyspace());
    }

    /// The names of those that a range holds a part of, the first few.
    List<String> in(KeyRange range, int limit) {
        List<String> names = new ArrayList<>();
        var before = byStart.lowerEntry(range.start());
        if (before != null && range(before.getValue()).overlaps(range)) {
            names.add(before.getValue().name().value());
        }
        for (Table table : from(range)) {
            if (names.size() >= limit || !range(table).overlaps(range)) {
                break;
            }
            names.add(table.name().value());
        }
        return names;
    }

    private Collection<Table> from(KeyRange range) {
        return byStart.tailMap(range.start(), true).values();
    }
}
