package io.kvasir.control.console;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.TableEntry;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tables with their size and rates. Nodes measure partitions: what one holds that several tables
/// share is told apart as `shared`, and belongs to each of them in a part that is not known.
record TablesDocument(ClusterSnapshot snapshot) implements Json {
    private static final int TABLES_SHOWN_MAX = 500;

    private record Sum(long bytes, double reads, double writes) {
        static final Sum NONE = new Sum(0, 0, 0);

        Sum plus(ReplicaReport leader) {
            ReplicaLoad load = leader.load();
            return new Sum(
                    bytes + leader.storedBytes(),
                    reads + load.readUnits(),
                    writes + load.writeUnits());
        }
    }

    private record Shown(Table table, int partitions, int ownPartitions, Sum own, Sum shared) {}

    @Override
    public void to(JsonGenerator json) throws IOException {
        TablesByKey byKey = new TablesByKey(snapshot.state());
        List<Shown> tables = new ArrayList<>();
        for (TableEntry entry : snapshot.state().tables().values()) {
            tables.add(shown(entry.table(), byKey));
        }
        json.writeNumberField("tableCount", tables.size());
        if (tables.size() > TABLES_SHOWN_MAX) {
            tables.sort(
                    Comparator.comparingLong(
                                    (Shown each) -> each.own().bytes() + each.shared().bytes())
                            .reversed());
        }
        json.writeArrayFieldStart("tables");
        for (Shown each : tables.subList(0, Math.min(tables.size(), TABLES_SHOWN_MAX))) {
            write(json, each);
        }
        json.writeEndArray();
    }

    /// A partition is the table's own where it holds nothing of another one.
    private Shown shown(Table table, TablesByKey byKey) {
        KeyRange range = TablesByKey.range(table);
        Sum own = Sum.NONE;
        Sum shared = Sum.NONE;
        int owned = 0;
        List<PartitionEntry> partitions = snapshot.state().overlapping(range);
        for (PartitionEntry entry : partitions) {
            boolean alone = range.contains(entry.range()) || byKey.in(entry.range(), 2).size() == 1;
            owned += alone ? 1 : 0;
            Optional<ReplicaReport> leader = snapshot.leaderReport(entry.id());
            if (leader.isPresent() && alone) {
                own = own.plus(leader.get());
            } else if (leader.isPresent()) {
                shared = shared.plus(leader.get());
            }
        }
        return new Shown(table, partitions.size(), owned, own, shared);
    }

    private static void write(JsonGenerator json, Shown each) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", each.table().name().value());
        json.writeStringField("state", each.table().state().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("partitions", each.partitions());
        json.writeNumberField("ownPartitions", each.ownPartitions());
        write(json, "own", each.own());
        write(json, "shared", each.shared());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Sum sum) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("storedBytes", sum.bytes());
        json.writeNumberField("readUnits", sum.reads());
        json.writeNumberField("writeUnits", sum.writes());
        json.writeEndObject();
    }
}
