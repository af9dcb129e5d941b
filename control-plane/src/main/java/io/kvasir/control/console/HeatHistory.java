package io.kvasir.control.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The latest columns, oldest first: at most `COLUMNS_MAX` of at most `HeatColumn.ROWS_MAX` rows,
/// about 3 MB.
final class HeatHistory {
    static final int COLUMNS_MAX = 360;

    private final Deque<HeatColumn> columns = new ArrayDeque<>();

    synchronized void add(HeatColumn column) {
        columns.addLast(column);
        if (columns.size() > COLUMNS_MAX) {
            columns.removeFirst();
        }
    }

    synchronized void clear() {
        columns.clear();
    }

    synchronized List<HeatColumn> columns() {
        return new ArrayList<>(columns);
    }
}
