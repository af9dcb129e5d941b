package io.kvasir.control.console;

import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.PartitionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The load of all partitions at one moment, in the order of their keys. Where there are more than
/// `ROWS_MAX`, neighbours share a row.
///
/// @param rows the first begins at the empty key, and each ends where the next begins
record HeatColumn(Instant at, List<Row> rows) {
    static final int ROWS_MAX = 128;

    /// @param first the partition that the row begins with
    /// @param readUnits,writeUnits of all of its partitions, a second
    record Row(Bytes start, PartitionId first, int partitions, float readUnits, float writeUnits) {}

    HeatColumn {
        rows = Collections.unmodifiableList(rows);
    }

    static HeatColumn of(ClusterSnapshot snapshot) {
        List<PartitionEntry> entries = snapshot.state().overlapping(KeyRange.ALL);
        int rows = Math.min(ROWS_MAX, entries.size());
        List<Row> made = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            int from = (int) ((long) entries.size() * row / rows);
            int to = (int) ((long) entries.size() * (row + 1) / rows);
            made.add(row(snapshot, entries.subList(from, to)));
        }
        return new HeatColumn(snapshot.now(), made);
    }

    private static Row row(ClusterSnapshot snapshot, List<PartitionEntry> entries) {
        double reads = 0;
        double writes = 0;
        for (PartitionEntry entry : entries) {
            ReplicaLoad load =
                    snapshot.leaderReport(entry.id())
                            .map(ReplicaReport::load)
                            .orElse(ReplicaLoad.NONE);
            reads += load.readUnits();
            writes += load.writeUnits();
        }
        PartitionEntry first = entries.getFirst();
        return new Row(
                first.range().start(), first.id(), entries.size(), (float) reads, (float) writes);
    }

    /// The units that this column had in each of another one's rows. Where rows have been divided
    /// since, what their common ancestor took is taken for evenly spread.
    static double[] aligned(HeatColumn from, HeatColumn to, Kind kind) {
        double[] units = new double[to.rows.size()];
        int low = 0;
        for (int i = 0; i < from.rows.size(); i++) {
            Row row = from.rows.get(i);
            boolean last = i == from.rows.size() - 1;
            while (low + 1 < to.rows.size()
                    && to.rows.get(low + 1).start().compareTo(row.start()) <= 0) {
                low++;
            }
            int high = low + 1;
            while (high < to.rows.size()
                    && (last
                            || to.rows.get(high).start().compareTo(from.rows.get(i + 1).start())
                                    < 0)) {
                high++;
            }
            for (int at = low; at < high; at++) {
                units[at] += kind.of(row) / (high - low);
            }
        }
        return units;
    }

    /// What heat is of.
    enum Kind {
        READS,
        WRITES;

        double of(Row row) {
            return switch (this) {
                case READS -> row.readUnits();
                case WRITES -> row.writeUnits();
            };
        }
    }
}
