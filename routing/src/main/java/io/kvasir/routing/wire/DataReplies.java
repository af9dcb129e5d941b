package io.kvasir.routing.wire;

import com.google.protobuf.ByteString;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.RawBatchGetItemResponse;
import io.kvasir.proto.internal.v1.RawGetItemResponse;
import io.kvasir.proto.internal.v1.RawItemsOfTable;
import io.kvasir.proto.internal.v1.RawPageResponse;
import io.kvasir.proto.internal.v1.RawWriteItemResponse;
import io.kvasir.proto.v1.BatchWriteItemRequest;
import io.kvasir.proto.v1.BatchWriteItemResponse;
import io.kvasir.proto.v1.Consistency;
import io.kvasir.proto.v1.ErrorDetail;
import io.kvasir.proto.v1.KeysOfTable;
import io.kvasir.proto.v1.ReadOptions;
import io.kvasir.proto.v1.UnprocessedWrite;
import io.kvasir.routing.request.BatchGet;
import io.kvasir.routing.request.BatchGetReply;
import io.kvasir.routing.request.BatchWriteReply;
import io.kvasir.routing.request.GetReply;
import io.kvasir.routing.request.Page;
import io.kvasir.routing.request.ReplyInfo;
import io.kvasir.routing.request.WriteReply;

/// Replies of `kvasir.v1.Data`, items as their bytes.
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
                RawBatchGetItemResponse.newBuilder().setInfo(info(reply.info()));
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
        BatchWriteItemResponse.Builder wire =
                BatchWriteItemResponse.newBuilder().setInfo(info(reply.info()));
        for (BatchWriteReply.Unprocessed undone : reply.unprocessed()) {
            wire.addUnprocessed(
                    UnprocessedWrite.newBuilder()
                            .setWrite(request.getWrites(undone.index()))
                            .setError(error(undone.failure())));
        }
        return wire.build();
    }

    private static ErrorDetail error(RequestFailure failure) {
        return ErrorDetail.newBuilder()
                .setCode(failure.code().number())
                .setMessage(failure.message())
                .setRetryAfterMs(failure.retryAfter().toMillis())
                .build();
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

    private static io.kvasir.proto.v1.ReplyInfo info(ReplyInfo info) {
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
