package io.kvasir.routing.wire;

import io.kvasir.model.capacity.CapacityUnits;
import io.kvasir.model.capacity.ReadMode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.v1.FoundItem;
import io.kvasir.proto.v1.ReplyInfo;
import io.kvasir.proto.v1.TransactGetResponse;
import io.kvasir.proto.v1.TransactWriteResponse;
import io.kvasir.routing.request.TransactGet;
import io.kvasir.routing.request.TransactGetReply;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.transaction.TransactionOutcome;
import io.kvasir.routing.transaction.TransactionOutcome.ActionSizes;

/// How transactions ended, as `kvasir.v1.Data` says it.
public final class TransactionReplies {
    private TransactionReplies() {}

    /// @param write what was asked for
    /// @throws io.kvasir.model.error.RequestFailedException where it was not done, with a reason
    ///   for each action where it was canceled
    public static TransactWriteResponse of(TransactionOutcome outcome, TransactWrite write) {
        return switch (outcome) {
            case TransactionOutcome.Committed committed -> {
                TransactWriteResponse.Builder reply = TransactWriteResponse.newBuilder();
                // Empty where an earlier request with the same token had done it.
                for (int i = 0; i < committed.actions().size(); i++) {
                    ActionSizes sizes = committed.actions().get(i);
                    add(
                            reply.getInfoBuilder(),
                            write.actions().get(i).table(),
                            CapacityUnits.ofWrite(
                                    sizes.oldSizeBytes(), sizes.newSizeBytes(), true));
                }
                yield reply.build();
            }
            case TransactionOutcome.Canceled canceled ->
                    throw RequestFailure.canceled(canceled.reasons()).toException();
            case TransactionOutcome.Failed failed -> throw failed.failure().toException();
        };
    }

    /// @param get what was asked for
    public static TransactGetResponse of(TransactGetReply found, TransactGet get) {
        TransactGetResponse.Builder reply = TransactGetResponse.newBuilder();
        for (int i = 0; i < found.items().size(); i++) {
            TransactGetReply.Found each = found.items().get(i);
            add(
                    reply.getInfoBuilder(),
                    get.items().get(i).table(),
                    CapacityUnits.ofRead(each.sizeBytes(), ReadMode.TRANSACTIONAL));
            FoundItem.Builder item = FoundItem.newBuilder();
            each.item().ifPresent(value -> item.setItem(DataReplies.item(value)));
            reply.addItems(item);
        }
        return reply.build();
    }

    private static void add(ReplyInfo.Builder info, TableName table, double units) {
        info.setCapacityUnits(info.getCapacityUnits() + units);
        info.putCapacityUnitsByTable(
                table.value(), info.getCapacityUnitsByTableOrDefault(table.value(), 0) + units);
    }
}
