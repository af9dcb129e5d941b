package io.kvasir.routing.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.proto.Errors;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.RawBatchGetItemResponse;
import io.kvasir.proto.internal.v1.RawGetItemResponse;
import io.kvasir.proto.internal.v1.RawItemsOfTable;
import io.kvasir.proto.internal.v1.RawPageResponse;
import io.kvasir.proto.internal.v1.RawWriteItemResponse;
import io.kvasir.proto.v1.BatchGetItemResponse;
import io.kvasir.proto.v1.BatchWriteItemRequest;
import io.kvasir.proto.v1.BatchWriteItemResponse;
import io.kvasir.proto.v1.Consistency;
import io.kvasir.proto.v1.GetItemResponse;
import io.kvasir.proto.v1.Item;
import io.kvasir.proto.v1.ItemsOfTable;
import io.kvasir.proto.v1.KeysOfTable;
import io.kvasir.proto.v1.PageResponse;
import io.kvasir.proto.v1.ReadOptions;
import io.kvasir.proto.v1.UnprocessedWrite;
import io.kvasir.proto.v1.WriteItemResponse;
import io.kvasir.routing.request.BatchGet;
import io.kvasir.routing.request.BatchGetReply;
import io.kvasir.routing.request.BatchWriteReply;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.GetReply;
import io.kvasir.routing.request.Page;
import io.kvasir.routing.request.ReplyInfo;
import io.kvasir.routing.request.WriteReply;

/// Replies of `kvasir.v1.Data`: `of` with items as their bytes, for the wire, `parsed` for whoever
/// reads them in this process.
public final class DataReplies {
    private DataReplies() {}

    public static RawGetItemResponse of(GetReply reply) {
        RawGetItemResponse.Builder wire =
                RawGetItemResponse.newBuilder().setInfo(info(reply.info()));
        reply.item().ifPresent(item -> wire.setItem(item.bytes()));
        return wire.build();
    }

    public static RawWriteItemResponse of(WriteReply reply) {
        RawWriteItemResponse.Builder wire =
                RawWriteItemResponse.newBuilder().setInfo(info(reply.info()));
        reply.attributes().ifPresent(item -> wire.setAttributes(item.bytes()));
        return wire.build();
    }

    public static RawPageResponse of(Page page) {
        RawPageResponse.Builder wire =
                RawPageResponse.newBuilder()
                        .setCount(page.count())
                        .setScannedCount(page.scannedCount())
                        .setInfo(info(page.info()));
        page.items().forEach(item -> wire.addItems(item.bytes()));
        page.lastEvaluatedKey().ifPresent(key -> wire.setLastEvaluatedKey(ItemCodec.toWire(key)));
        return wire.build();
    }

    public static RawBatchGetItemResponse of(BatchGetReply reply) {
        RawBatchGetItemResponse.Builder wire =
                RawBatchGetItemResponse.newBuilder().setInfo(info(reply));
        for (BatchGetReply.ItemsOfTable table : reply.tables()) {
            RawItemsOfTable.Builder items =
                    RawItemsOfTable.newBuilder().setTable(table.table().value());
            table.items().forEach(item -> items.addItems(item.bytes()));
            wire.addTables(items);
        }
        reply.unprocessed().forEach(keys -> wire.addUnprocessed(keys(keys)));
        return wire.build();
    }

    /// @param request that was answered: what was not done goes back as it came
    public static BatchWriteItemResponse of(BatchWriteReply reply, BatchWriteItemRequest request) {
        io.kvasir.proto.v1.ReplyInfo.Builder info = info(reply.info()).toBuilder();
        reply.capacityByTable()
                .forEach((table, units) -> info.putCapacityUnitsByTable(table.value(), units));
        BatchWriteItemResponse.Builder wire = BatchWriteItemResponse.newBuilder().setInfo(info);
        for (BatchWriteReply.Unprocessed undone : reply.unprocessed()) {
            wire.addUnprocessed(
                    UnprocessedWrite.newBuilder()
                            .setWrite(request.getWrites(undone.index()))
                            .setError(Errors.toWire(undone.failure())));
        }
        return wire.build();
    }

    public static GetItemResponse parsed(GetReply reply) {
        GetItemResponse.Builder wire = GetItemResponse.newBuilder().setInfo(info(reply.info()));
        reply.item().ifPresent(item -> wire.setItem(item(item)));
        return wire.build();
    }

    public static WriteItemResponse parsed(WriteReply reply) {
        WriteItemResponse.Builder wire = WriteItemResponse.newBuilder().setInfo(info(reply.info()));
        reply.attributes().ifPresent(item -> wire.setAttributes(item(item)));
        return wire.build();
    }

    public static PageResponse parsed(Page page) {
        PageResponse.Builder wire =
                PageResponse.newBuilder()
                        .setCount(page.count())
                        .setScannedCount(page.scannedCount())
                        .setInfo(info(page.info()));
        page.items().forEach(item -> wire.addItems(item(item)));
        page.lastEvaluatedKey().ifPresent(key -> wire.setLastEvaluatedKey(ItemCodec.toWire(key)));
        return wire.build();
    }

    public static BatchGetItemResponse parsed(BatchGetReply reply) {
        BatchGetItemResponse.Builder wire = BatchGetItemResponse.newBuilder().setInfo(info(reply));
        for (BatchGetReply.ItemsOfTable table : reply.tables()) {
            ItemsOfTable.Builder items = ItemsOfTable.newBuilder().setTable(table.table().value());
            table.items().forEach(item -> items.addItems(item(item)));
            wire.addTables(items);
        }
        reply.unprocessed().forEach(keys -> wire.addUnprocessed(keys(keys)));
        return wire.build();
    }

    static Item item(EncodedItem item) {
        try {
            return Item.parseFrom(item.bytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored item cannot be read", e);
        }
    }

    private static KeysOfTable keys(BatchGet.KeysOfTable keys) {
        KeysOfTable.Builder wire =
                KeysOfTable.newBuilder()
                        .setTable(keys.table().value())
                        .setProjectionExpression(keys.projection())
                        .putAllExpressionAttributeNames(keys.substitutions().names())
                        .setOptions(
                                ReadOptions.newBuilder()
                                        .setConsistency(
                                                switch (keys.options().consistency()) {
                                                    case EVENTUAL -> Consistency.EVENTUAL;
                                                    case STRONG -> Consistency.STRONG;
                                                })
                                        .setSessionToken(
                                                keys.options().session().isEmpty()
                                                        ? ByteString.EMPTY
                                                        : keys.options().session().toBytes()));
        keys.keys().forEach(key -> wire.addKeys(ItemCodec.toWire(key)));
        return wire.build();
    }

    private static io.kvasir.proto.v1.ReplyInfo info(BatchGetReply reply) {
        io.kvasir.proto.v1.ReplyInfo.Builder info = info(reply.info()).toBuilder();
        for (BatchGetReply.ItemsOfTable table : reply.tables()) {
            info.putCapacityUnitsByTable(
                    table.table().value(),
                    table.capacityUnits()
                            + info.getCapacityUnitsByTableOrDefault(table.table().value(), 0));
        }
        return info.build();
    }

    public static io.kvasir.proto.v1.ReplyInfo info(ReplyInfo info) {
        var wire =
                io.kvasir.proto.v1.ReplyInfo.newBuilder()
                        .setStalenessMs(info.stalenessMillis())
                        .setCapacityUnits(info.capacityUnits());
        if (!info.session().isEmpty()) {
            wire.setSessionToken(info.session().toBytes());
        }
        return wire.build();
    }
}
