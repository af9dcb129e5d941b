package io.kvasir.control.console;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.control.state.ClusterState;
import io.kvasir.model.key.KeyRange;
import java.io.IOException;
import java.util.List;

/// The heat map: partitions along the key space, as they are now, by time.
record HeatDocument(ClusterState state, List<HeatColumn> columns) implements Json {
    private static final int TABLES_NAMED_MAX = 3;

    @Override
    public void to(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("times");
        for (HeatColumn column : columns) {
            json.writeNumber(column.at().toEpochMilli());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rows");
        if (!columns.isEmpty()) {
            writeRows(json, columns.getLast().rows());
        }
        json.writeEndArray();
        writeUnits(json, "reads", HeatColumn.Kind.READS);
        writeUnits(json, "writes", HeatColumn.Kind.WRITES);
        json.writeEndObject();
    }

    private void writeRows(JsonGenerator json, List<HeatColumn.Row> rows) throws IOException {
        TablesByKey tables = new TablesByKey(state);
        for (int i = 0; i < rows.size(); i++) {
            HeatColumn.Row row = rows.get(i);
            KeyRange range =
                    new KeyRange(
                            row.start(), i == rows.size() - 1 ? null : rows.get(i + 1).start());
            json.writeStartObject();
            json.writeStringField("first", row.first().toString());
            json.writeNumberField("partitions", row.partitions());
            json.writeStringField("start", Keys.shown(range.start()));
            json.writeStringField("end", range.end() == null ? "" : Keys.shown(range.end()));
            json.writeArrayFieldStart("tables");
            for (String name : tables.in(range, TABLES_NAMED_MAX)) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /// One array for each column, with a number for each row.
    private void writeUnits(JsonGenerator json, String name, HeatColumn.Kind kind)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (HeatColumn column : columns) {
            json.writeStartArray();
            for (double units : HeatColumn.aligned(column, columns.getLast(), kind)) {
                json.writeNumber(Math.round(units));
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
