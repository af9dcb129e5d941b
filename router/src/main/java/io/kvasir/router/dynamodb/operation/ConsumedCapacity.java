package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import java.io.IOException;

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
