package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import io.kvasir.model.table.Capacity;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableClass;
import io.kvasir.router.dynamodb.json.JsonReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A table as replies describe it.
record TableDescription(Table table, TableArn arn) {
    private static final double MILLIS = 1000.0;

    /// @param member `Table` or `TableDescription`
    void write(JsonReply reply, String member) throws IOException {
        reply.startObject(member);
        KeySchema schema = table.keySchema();
        List<KeyAttribute> keys = new ArrayList<>();
        keys.add(schema.partitionKey());
        schema.sortKey().ifPresent(keys::add);
        reply.startList("AttributeDefinitions");
        for (KeyAttribute key : keys) {
            reply.startObject();
            reply.text("AttributeName", key.name());
            reply.text("AttributeType", key.type().name());
            reply.endObject();
        }
        reply.endList();
        reply.text("TableName", table.name().value());
        reply.startList("KeySchema");
        for (KeyAttribute key : keys) {
            reply.startObject();
            reply.text("AttributeName", key.name());
            reply.text("KeyType", key.equals(schema.partitionKey()) ? "HASH" : "RANGE");
            reply.endObject();
        }
        reply.endList();
        reply.text("TableStatus", table.state().name());
        reply.fraction("CreationDateTime", table.createdAt().toEpochMilli() / MILLIS);
        throughput(reply);
        // As the service does, the counts lag; here they are not gathered yet.
        reply.whole("TableSizeBytes", 0);
        reply.whole("ItemCount", 0);
        reply.text("TableArn", arn.of(table.name().value()));
        reply.text("TableId", table.id());
        reply.flag("DeletionProtectionEnabled", table.settings().deletionProtection());
        if (table.settings().tableClass() != TableClass.STANDARD) {
            reply.startObject("TableClassSummary");
            reply.text("TableClass", table.settings().tableClass().name());
            reply.endObject();
        }
        reply.endObject();
    }

    private void throughput(JsonReply reply) throws IOException {
        switch (table.settings().capacity()) {
            case Capacity.Provisioned provisioned ->
                    throughput(reply, provisioned.readUnits(), provisioned.writeUnits());
            case Capacity.OnDemand limits -> {
                throughput(reply, 0, 0);
                reply.startObject("BillingModeSummary");
                reply.text("BillingMode", "PAY_PER_REQUEST");
                reply.fraction(
                        "LastUpdateToPayPerRequestDateTime",
                        table.createdAt().toEpochMilli() / MILLIS);
                reply.endObject();
                maximum(reply, limits);
            }
        }
    }

    private static void throughput(JsonReply reply, long readUnits, long writeUnits)
            throws IOException {
        reply.startObject("ProvisionedThroughput");
        reply.whole("NumberOfDecreasesToday", 0);
        reply.whole("ReadCapacityUnits", readUnits);
        reply.whole("WriteCapacityUnits", writeUnits);
        reply.endObject();
    }

    private static void maximum(JsonReply reply, Capacity.OnDemand limits) throws IOException {
        if (limits.equals(Capacity.OnDemand.UNLIMITED)) {
            return;
        }
        reply.startObject("OnDemandThroughput");
        reply.whole("MaxReadRequestUnits", limits.readUnitsMax() == 0 ? -1 : limits.readUnitsMax());
        reply.whole(
                "MaxWriteRequestUnits", limits.writeUnitsMax() == 0 ? -1 : limits.writeUnitsMax());
        reply.endObject();
    }
}
