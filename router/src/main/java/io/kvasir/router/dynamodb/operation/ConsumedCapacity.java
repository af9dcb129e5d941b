package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import java.io.IOException;
import java.util.Map;

/// `ReturnConsumedCapacity` of a request and what replies say for it.
enum ConsumedCapacity {
    NONE,
    TOTAL,
    INDEXES;

    static ConsumedCapacity wanted(Structure request) {
        return valueOf(request.text("ReturnConsumedCapacity", "NONE"));
    }

    /// The member `ConsumedCapacity`, where it was asked for.
    void write(JsonReply reply, String table, double units) throws IOException {
        if (this != NONE) {
            reply.startObject("ConsumedCapacity");
            members(reply, table, units);
            reply.endObject();
        }
    }

    /// The member `ConsumedCapacity` of a request on several tables, where it was asked for.
    void writeAll(JsonReply reply, Map<String, Double> unitsByTable) throws IOException {
        if (this != NONE) {
            reply.startList("ConsumedCapacity");
            for (var each : unitsByTable.entrySet()) {
                writeElement(reply, each.getKey(), each.getValue());
            }
            reply.endList();
        }
    }

    /// One element of a list of them.
    void writeElement(JsonReply reply, String table, double units) throws IOException {
        reply.startObject();
        members(reply, table, units);
        reply.endObject();
    }

    private void members(JsonReply reply, String table, double units) throws IOException {
        reply.text("TableName", table);
        reply.fraction("CapacityUnits", units);
        if (this == INDEXES) {
            reply.startObject("Table");
            reply.fraction("CapacityUnits", units);
            reply.endObject();
        }
    }
}
