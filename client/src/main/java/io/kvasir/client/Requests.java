package io.kvasir.client;

import io.kvasir.model.Limits;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.v1.AttributeValue;
import io.kvasir.proto.v1.CreateTableRequest;
import io.kvasir.proto.v1.DeleteItemRequest;
import io.kvasir.proto.v1.DeleteTableRequest;
import io.kvasir.proto.v1.DescribeTableRequest;
import io.kvasir.proto.v1.GetItemRequest;
import io.kvasir.proto.v1.ListTablesRequest;
import io.kvasir.proto.v1.PutItemRequest;
import io.kvasir.proto.v1.QueryRequest;
import io.kvasir.proto.v1.ReadOptions;
import io.kvasir.proto.v1.ScanRequest;
import io.kvasir.proto.v1.UpdateItemRequest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Requests of the client as those of the protocol.
final class Requests {
    private static final int TABLE_PAGE_MAX = 100;

    private final Optional<Supplier<String>> tokens;

    /// @param tokens draws a client request token for a write that brings none; empty: none is sent
    Requests(Optional<Supplier<String>> tokens) {
        this.tokens = tokens;
    }

    GetItemRequest of(GetItem request) {
        return GetItemRequest.newBuilder()
                .setTable(request.table())
                .setKey(ItemCodec.toWire(request.key()))
                .setOptions(options(request.read()))
                .setProjectionExpression(request.projection().text())
                .putAllExpressionAttributeNames(request.projection().names())
                .build();
    }

    PutItemRequest of(PutItem request) {
        WriteSettings write = request.write();
        return PutItemRequest.newBuilder()
                .setTable(request.table())
                .setItem(ItemCodec.toWire(request.item()))
                .setConditionExpression(write.condition().text())
                .putAllExpressionAttributeNames(write.condition().names())
                .putAllExpressionAttributeValues(values(write.condition()))
                .setReturnValues(returnValues(write))
                .setReturnItemOnConditionFailure(write.returnItemOnConditionFailure())
                .setClientRequestToken(token(write))
                .setExactCapacityUnits(write.exactCapacity())
                .build();
    }

    UpdateItemRequest of(UpdateItem request) {
        WriteSettings write = request.write();
        Expression update = request.update();
        Expression both = update.joined(write.condition(), "");
        return UpdateItemRequest.newBuilder()
                .setTable(request.table())
                .setKey(ItemCodec.toWire(request.key()))
                .setUpdateExpression(update.text())
                .setConditionExpression(write.condition().text())
                .putAllExpressionAttributeNames(both.names())
                .putAllExpressionAttributeValues(values(both))
                .setReturnValues(returnValues(write))
                .setReturnItemOnConditionFailure(write.returnItemOnConditionFailure())
                .setClientRequestToken(token(write))
                .build();
    }

    DeleteItemRequest of(DeleteItem request) {
        WriteSettings write = request.write();
        return DeleteItemRequest.newBuilder()
                .setTable(request.table())
                .setKey(ItemCodec.toWire(request.key()))
                .setConditionExpression(write.condition().text())
                .putAllExpressionAttributeNames(write.condition().names())
                .putAllExpressionAttributeValues(values(write.condition()))
                .setReturnValues(returnValues(write))
                .setReturnItemOnConditionFailure(write.returnItemOnConditionFailure())
                .setClientRequestToken(token(write))
                .build();
    }

    QueryRequest of(Query request) {
        PageSettings page = request.page();
        Expression all =
                request.keyCondition().joined(page.filter(), "").joined(page.projection(), "");
        QueryRequest.Builder wire =
                QueryRequest.newBuilder()
                        .setTable(request.table())
                        .setKeyConditionExpression(request.keyCondition().text())
                        .setFilterExpression(page.filter().text())
                        .setProjectionExpression(page.projection().text())
                        .putAllExpressionAttributeNames(all.names())
                        .putAllExpressionAttributeValues(values(all))
                        .setBackward(request.backward())
                        .setLimit(limit(page))
                        .setOptions(options(request.read()))
                        .setCountOnly(page.countOnly());
        page.start().ifPresent(cursor -> wire.setExclusiveStartKey(cursor.key()));
        return wire.build();
    }

    ScanRequest of(Scan request) {
        PageSettings page = request.page();
        Expression all = page.filter().joined(page.projection(), "");
        ScanRequest.Builder wire =
                ScanRequest.newBuilder()
                        .setTable(request.table())
                        .setFilterExpression(page.filter().text())
                        .setProjectionExpression(page.projection().text())
                        .putAllExpressionAttributeNames(all.names())
                        .putAllExpressionAttributeValues(values(all))
                        .setLimit(limit(page))
                        .setSegment(request.segment())
                        .setTotalSegments(request.totalSegments())
                        .setOptions(options(request.read()))
                        .setCountOnly(page.countOnly());
        page.start().ifPresent(cursor -> wire.setExclusiveStartKey(cursor.key()));
        return wire.build();
    }

    io.kvasir.proto.v1.BatchWrite of(BatchWrite.Write write) {
        var wire = io.kvasir.proto.v1.BatchWrite.newBuilder().setTable(write.table());
        switch (write) {
            case BatchWrite.Put put -> wire.setPut(ItemCodec.toWire(put.item()));
            case BatchWrite.Delete delete -> wire.setDelete(ItemCodec.toWire(delete.key()));
        }
        tokens.ifPresent(source -> wire.setClientRequestToken(source.get()));
        return wire.build();
    }

    static io.kvasir.proto.v1.KeysOfTable of(BatchGet.Keys keys, ReadSettings read) {
        var wire =
                io.kvasir.proto.v1.KeysOfTable.newBuilder()
                        .setTable(keys.table())
                        .setOptions(options(read))
                        .setProjectionExpression(keys.projection().text())
                        .putAllExpressionAttributeNames(keys.projection().names());
        for (Item key : keys.keys()) {
            wire.addKeys(ItemCodec.toWire(key));
        }
        return wire.build();
    }

    static CreateTableRequest createTable(String name, KeySchema schema) {
        return CreateTableRequest.newBuilder()
                .setTable(name)
                .setKeySchema(ClusterCodec.toWire(schema))
                .build();
    }

    static DescribeTableRequest describeTable(String name) {
        return DescribeTableRequest.newBuilder().setTable(name).build();
    }

    static DeleteTableRequest deleteTable(String name) {
        return DeleteTableRequest.newBuilder().setTable(name).build();
    }

    static ListTablesRequest listTables(Optional<String> after, int limit) {
        if (limit < 1 || limit > TABLE_PAGE_MAX) {
            throw new InvalidArgumentException(
                    "limit is " + limit + "; it must be 1 to " + TABLE_PAGE_MAX);
        }
        return ListTablesRequest.newBuilder()
                .setExclusiveStartTable(after.orElse(""))
                .setLimit(limit)
                .build();
    }

    static ReadOptions options(ReadSettings read) {
        ReadOptions.Builder wire =
                ReadOptions.newBuilder()
                        .setConsistency(
                                switch (read.consistency()) {
                                    case EVENTUAL -> io.kvasir.proto.v1.Consistency.EVENTUAL;
                                    case STRONG -> io.kvasir.proto.v1.Consistency.STRONG;
                                });
        read.session().ifPresent(session -> wire.setSessionToken(session.tokenBytes()));
        return wire.build();
    }

    private String token(WriteSettings write) {
        return token(write.clientRequestToken());
    }

    /// What a request carries that brings this one, or none.
    String token(Optional<String> own) {
        return own.map(Requests::checked).or(() -> tokens.map(Supplier::get)).orElse("");
    }

    private static String checked(String token) {
        int bytes = token.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > Limits.CLIENT_REQUEST_TOKEN_BYTES_MAX) {
            throw new InvalidArgumentException(
                    "the client request token has "
                            + bytes
                            + " bytes; it must have 1 to "
                            + Limits.CLIENT_REQUEST_TOKEN_BYTES_MAX);
        }
        return token;
    }

    private static int limit(PageSettings page) {
        if (page.limit() < 0) {
            throw new InvalidArgumentException(
                    "limit is " + page.limit() + "; it must not be negative");
        }
        return page.limit();
    }

    private static Map<String, AttributeValue> values(Expression expression) {
        return ItemCodec.toWire(expression.values());
    }

    private static io.kvasir.proto.v1.ReturnValues returnValues(WriteSettings write) {
        return switch (write.returnValues()) {
            case NONE -> io.kvasir.proto.v1.ReturnValues.NONE;
            case ALL_OLD -> io.kvasir.proto.v1.ReturnValues.ALL_OLD;
            case UPDATED_OLD -> io.kvasir.proto.v1.ReturnValues.UPDATED_OLD;
            case ALL_NEW -> io.kvasir.proto.v1.ReturnValues.ALL_NEW;
            case UPDATED_NEW -> io.kvasir.proto.v1.ReturnValues.UPDATED_NEW;
        };
    }
}
