package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import io.kvasir.model.table.Table;
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
        reply.startObject("BillingModeSummary");
        reply.text("BillingMode", "PAY_PER_REQUEST");
        reply.fraction(
                "LastUpdateToPayPerRequestDateTime", table.createdAt().toEpochMilli() / MILLIS);
        reply.endObject();
        reply.flag("DeletionProtectionEnabled", false);
        reply.endObject();
    }

    private void throughput(JsonReply reply) throws IOException {
        reply.startObject("ProvisionedThroughput");
        reply.whole("NumberOfDecreasesToday", 0);
        reply.whole("ReadCapacityUnits", 0);
        reply.whole("WriteCapacityUnits", 0);
        reply.endObject();
    }
}
