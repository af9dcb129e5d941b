package io.kvasir.routing.wire;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.Item;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.v1.AttributeValue;
import io.kvasir.proto.v1.BatchGetItemRequest;
import io.kvasir.proto.v1.BatchWriteItemRequest;
import io.kvasir.proto.v1.DeleteItemRequest;
import io.kvasir.proto.v1.GetItemRequest;
import io.kvasir.proto.v1.PutItemRequest;
import io.kvasir.proto.v1.QueryRequest;
import io.kvasir.proto.v1.ScanRequest;
import io.kvasir.proto.v1.UpdateItemRequest;
import io.kvasir.routing.request.BatchGet;
import io.kvasir.routing.request.BatchWrite;
import io.kvasir.routing.request.Consistency;
import io.kvasir.routing.request.DeleteItem;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.GetItem;
import io.kvasir.routing.request.PageOptions;
import io.kvasir.routing.request.PutItem;
import io.kvasir.routing.request.Query;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.request.ReturnValues;
import io.kvasir.routing.request.Scan;
import io.kvasir.routing.request.Substitutions;
import io.kvasir.routing.request.UpdateItem;
import io.kvasir.routing.request.WriteOptions;
import io.kvasir.routing.session.SessionToken;
import java.util.Map;
import java.util.Optional;

/// Requests of `kvasir.v1.Data`. Every method throws `InvalidArgumentException` where a field
/// cannot be.
public final class DataRequests {
    private DataRequests() {}

    public static GetItem of(GetItemRequest wire) {
        return new GetItem(
                new TableName(wire.getTable()),
                ItemCodec.fromWire(wire.getKey()),
                read(wire.getOptions()),
                wire.getProjectionExpression(),
                new Substitutions(wire.getExpressionAttributeNamesMap(), Map.of()));
    }

    /// The item is stored as it is encoded here, not as it came: numbers and sets have one form.
    public static PutItem of(PutItemRequest wire) {
        return new PutItem(
                new TableName(wire.getTable()),
                EncodedItem.of(ItemCodec.fromWire(wire.getItem())),
                new WriteOptions(
                        wire.getConditionExpression(),
                        substitutions(
                                wire.getExpressionAttributeNamesMap(),
                                wire.getExpressionAttributeValuesMap()),
                        returnValues(wire.getReturnValues()),
                        wire.getReturnItemOnConditionFailure(),
                        wire.getClientRequestToken(),
                        wire.getExactCapacityUnits()));
    }

    public static UpdateItem of(UpdateItemRequest wire) {
        return new UpdateItem(
                new TableName(wire.getTable()),
                ItemCodec.fromWire(wire.getKey()),
                wire.getUpdateExpression(),
                new WriteOptions(
                        wire.getConditionExpression(),
                        substitutions(
                                wire.getExpressionAttributeNamesMap(),
                                wire.getExpressionAttributeValuesMap()),
                        returnValues(wire.getReturnValues()),
                        wire.getReturnItemOnConditionFailure(),
                        wire.getClientRequestToken(),
                        true));
    }

    public static DeleteItem of(DeleteItemRequest wire) {
        return new DeleteItem(
                new TableName(wire.getTable()),
                ItemCodec.fromWire(wire.getKey()),
                new WriteOptions(
                        wire.getConditionExpression(),
                        substitutions(
                                wire.getExpressionAttributeNamesMap(),
                                wire.getExpressionAttributeValuesMap()),
                        returnValues(wire.getReturnValues()),
                        wire.getReturnItemOnConditionFailure(),
                        wire.getClientRequestToken(),
                        true));
    }

    public static Query of(QueryRequest wire) {
        return new Query(
                new TableName(wire.getTable()),
                wire.getKeyConditionExpression(),
                wire.getBackward(),
                new PageOptions(
                        wire.getFilterExpression(),
                        wire.getProjectionExpression(),
                        substitutions(
                                wire.getExpressionAttributeNamesMap(),
                                wire.getExpressionAttributeValuesMap()),
                        wire.getLimit(),
                        startKey(wire.hasExclusiveStartKey(), wire.getExclusiveStartKey()),
                        wire.getCountOnly(),
                        read(wire.getOptions())));
    }

    public static Scan of(ScanRequest wire) {
        int segments = wire.getTotalSegments();
        if (segments == 0 && wire.getSegment() != 0) {
            throw new InvalidArgumentException(
                    "segment is "
                            + Integer.toUnsignedString(wire.getSegment())
                            + " and total_segments is missing");
        }
        return new Scan(
                new TableName(wire.getTable()),
                wire.getSegment(),
                segments == 0 ? 1 : segments,
                new PageOptions(
                        wire.getFilterExpression(),
                        wire.getProjectionExpression(),
                        substitutions(
                                wire.getExpressionAttributeNamesMap(),
                                wire.getExpressionAttributeValuesMap()),
                        wire.getLimit(),
                        startKey(wire.hasExclusiveStartKey(), wire.getExclusiveStartKey()),
                        wire.getCountOnly(),
                        read(wire.getOptions())));
    }

    public static BatchGet of(BatchGetItemRequest wire) {
        return new BatchGet(
                wire.getTablesList().stream()
                        .map(table ->
                                new BatchGet.KeysOfTable(
                                        new TableName(table.getTable()),
                                        table.getKeysList().stream()
                                                .map(ItemCodec::fromWire)
                                                .toList(),
                                        read(table.getOptions()),
                                        table.getProjectionExpression(),
                                        new Substitutions(
                                                table.getExpressionAttributeNamesMap(), Map.of())))
                        .toList());
    }

    public static BatchWrite of(BatchWriteItemRequest wire) {
        return new BatchWrite(
                wire.getWritesList().stream().map(DataRequests::entry).toList(),
                wire.getExactCapacityUnits());
    }

    private static BatchWrite.Entry entry(io.kvasir.proto.v1.BatchWrite wire) {
        BatchWrite.Write write =
                switch (wire.getWriteCase()) {
                    case PUT ->
                            new BatchWrite.Write.Put(
                                    EncodedItem.of(ItemCodec.fromWire(wire.getPut())));
                    case DELETE ->
                            new BatchWrite.Write.Delete(ItemCodec.fromWire(wire.getDelete()));
                    case WRITE_NOT_SET ->
                            throw new InvalidArgumentException(
                                    "a write of the batch is neither put nor delete");
                };
        return new BatchWrite.Entry(
                new TableName(wire.getTable()), write, wire.getClientRequestToken());
    }

    public static ReadOptions read(io.kvasir.proto.v1.ReadOptions wire) {
        Consistency consistency =
                switch (wire.getConsistency()) {
                    case EVENTUAL -> Consistency.EVENTUAL;
                    case STRONG -> Consistency.STRONG;
                    case UNRECOGNIZED ->
                            throw new InvalidArgumentException(
                                    "consistency is unknown; it must be EVENTUAL or STRONG");
                };
        return ReadOptions.of(consistency).withSession(SessionToken.parse(wire.getSessionToken()));
    }

    private static ReturnValues returnValues(io.kvasir.proto.v1.ReturnValues wire) {
        return switch (wire) {
            case NONE -> ReturnValues.NONE;
            case ALL_OLD -> ReturnValues.ALL_OLD;
            case UPDATED_OLD -> ReturnValues.UPDATED_OLD;
            case ALL_NEW -> ReturnValues.ALL_NEW;
            case UPDATED_NEW -> ReturnValues.UPDATED_NEW;
            case UNRECOGNIZED -> throw new InvalidArgumentException("return_values is unknown");
        };
    }

    static Substitutions substitutions(
            Map<String, String> names, Map<String, AttributeValue> values) {
        return new Substitutions(names, ItemCodec.fromWire(values));
    }

    private static Optional<Item> startKey(boolean present, io.kvasir.proto.v1.Item wire) {
        return present ? Optional.of(ItemCodec.fromWire(wire)) : Optional.empty();
    }
}
