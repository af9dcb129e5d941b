package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.model.table.Table;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.error.ErrorMapping;
import io.kvasir.router.dynamodb.json.AttributeMap;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;
import io.kvasir.router.dynamodb.validation.ValueCheck;
import io.kvasir.router.dynamodb.validation.Wording;
import io.kvasir.routing.request.BatchWrite;
import io.kvasir.routing.request.BatchWriteReply;
import io.kvasir.routing.request.EncodedItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

final class BatchWriteItemOperation implements Operation {
    private static final String NO_MATCH = "The provided key element does not match the schema";
    private static final Shape.Structure INPUT =
            Shape.structure("BatchWriteItemInput")
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY)
                    .with("ReturnItemCollectionMetrics", Shapes.COLLECTION_METRICS)
                    .require(
                            "RequestItems",
                            new Shape.Entries(
                                    Shapes.TABLE_OF_BATCH,
                                    Shape.listOf(
                                            Shape.structure("WriteRequest")
                                                    .with(
                                                            "DeleteRequest",
                                                            Shape.structure("DeleteRequest")
                                                                    .require(
                                                                            "Key",
                                                                            Shapes.ATTRIBUTES))
                                                    .with(
                                                            "PutRequest",
                                                            Shape.structure("PutRequest")
                                                                    .require(
                                                                            "Item",
                                                                            Shapes.ATTRIBUTES))),
                                    -1,
                                    1,
                                    Limits.BATCH_WRITE_OPERATIONS_MAX));

    private final Core core;

    BatchWriteItemOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "BatchWriteItem";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public void checkConstraints(Structure request) {
        if (request.has("RequestItems") && request.entries("RequestItems").isEmpty()) {
            throw DynamoDbException.validation(
                    "The requestItems parameter is required for BatchWriteItem");
        }
        ConstraintCheck.check(request);
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        SequencedMap<String, List<Structure>> tables = request.entries("RequestItems");
        int writes = 0;
        for (List<Structure> requests : tables.values()) {
            requests.forEach(BatchWriteItemOperation::check);
            writes += requests.size();
        }
        if (writes > Limits.BATCH_WRITE_OPERATIONS_MAX) {
            throw DynamoDbException.validation(
                    "Too many items requested for the BatchWriteItem call");
        }
        List<String> names = new ArrayList<>();
        List<BatchWrite.Entry> entries = new ArrayList<>();
        for (Map.Entry<String, List<Structure>> table : tables.entrySet()) {
            Table target = core.serving(Core.name(table.getKey()));
            Set<Bytes> seen = new HashSet<>();
            for (Structure write : table.getValue()) {
                names.add(table.getKey());
                entries.add(entry(target, write, seen));
            }
        }
        BatchWrite batch =
                new BatchWrite(entries, ConsumedCapacity.wanted(request) != ConsumedCapacity.NONE);
        BatchWriteReply written = core.await(by -> core.items().batchWrite(batch, by));
        if (written.unprocessed().size() == entries.size()) {
            throw ErrorMapping.exception(written.unprocessed().getFirst().failure());
        }
        return reply(request, names, written);
    }

    private static void check(Structure write) {
        @Nullable Structure put = write.structure("PutRequest");
        @Nullable Structure delete = write.structure("DeleteRequest");
        if ((put == null) == (delete == null)) {
            throw DynamoDbException.validation(
                    "Supplied AttributeValue has more than one datatypes set, must contain exactly"
                            + " one of the supported datatypes");
        }
        if (put != null) {
            AttributeMap item = Objects.requireNonNull(put.attributes("Item"));
            ValueCheck.item(item, Wording.OLDER);
            PutItemOperation.requireSize(item.item());
        }
        if (delete != null) {
            ValueCheck.values(delete.attributes("Key"), Wording.OLDER);
        }
    }

    private static BatchWrite.Entry entry(Table table, Structure write, Set<Bytes> seen) {
        @Nullable Structure put = write.structure("PutRequest");
        Bytes key;
        BatchWrite.Write change;
        try {
            if (put != null) {
                Item item = Objects.requireNonNull(put.attributes("Item")).item();
                requireKeys(table, item);
                key = ItemKeys.ofItem(table, item);
                change = new BatchWrite.Write.Put(EncodedItem.of(item));
            } else {
                Structure delete = Objects.requireNonNull(write.structure("DeleteRequest"));
                Item deleted = Objects.requireNonNull(delete.attributes("Key")).item();
                key = ItemKeys.ofKey(table, deleted);
                change = new BatchWrite.Write.Delete(deleted);
            }
        } catch (InvalidArgumentException e) {
            throw DynamoDbException.validation(String.valueOf(e.getMessage()));
        }
        if (!seen.add(key)) {
            throw DynamoDbException.validation("Provided list of item keys contains duplicates");
        }
        return new BatchWrite.Entry(table.name(), change, "");
    }

    /// A put of a batch without a fitting key is told off as a key is.
    private static void requireKeys(Table table, Item item) {
        List<KeyAttribute> keys = new ArrayList<>();
        keys.add(table.keySchema().partitionKey());
        table.keySchema().sortKey().ifPresent(keys::add);
        for (KeyAttribute key : keys) {
            @Nullable AttributeValue value = item.get(key.name());
            if (value == null || !value.typeName().equals(key.type().name())) {
                throw DynamoDbException.validation(NO_MATCH);
            }
        }
    }

    private static byte[] reply(Structure request, List<String> names, BatchWriteReply written) {
        ConsumedCapacity capacity = ConsumedCapacity.wanted(request);
        SequencedMap<String, List<BatchWriteReply.Unprocessed>> rest = new LinkedHashMap<>();
        for (BatchWriteReply.Unprocessed unprocessed : written.unprocessed()) {
            rest.computeIfAbsent(names.get(unprocessed.index()), name -> new ArrayList<>())
                    .add(unprocessed);
        }
        SequencedMap<String, Double> units = new LinkedHashMap<>();
        for (String name : names) {
            units.put(name, written.capacityByTable().getOrDefault(Core.name(name), 0.0));
        }
        return JsonReply.object(reply -> {
            reply.startObject("UnprocessedItems");
            for (var table : rest.entrySet()) {
                reply.startList(table.getKey());
                for (BatchWriteReply.Unprocessed unprocessed : table.getValue()) {
                    write(reply, unprocessed.entry().write());
                }
                reply.endList();
            }
            reply.endObject();
            if (capacity != ConsumedCapacity.NONE) {
                reply.startList("ConsumedCapacity");
                for (var table : units.entrySet()) {
                    capacity.writeElement(reply, table.getKey(), table.getValue());
                }
                reply.endList();
            }
        });
    }

    private static void write(JsonReply reply, BatchWrite.Write write) throws IOException {
        reply.startObject();
        switch (write) {
            case BatchWrite.Write.Put put -> {
                reply.startObject("PutRequest");
                reply.item("Item", put.item().item());
            }
            case BatchWrite.Write.Delete delete -> {
                reply.startObject("DeleteRequest");
                reply.item("Key", delete.key());
            }
        }
        reply.endObject();
        reply.endObject();
    }
}
