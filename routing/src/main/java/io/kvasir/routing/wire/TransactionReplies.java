package io.kvasir.routing.wire;

import io.kvasir.model.capacity.CapacityUnits;
import io.kvasir.model.capacity.ReadMode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.v1.FoundItem;
import io.kvasir.proto.v1.TransactGetResponse;
import io.kvasir.proto.v1.TransactWriteResponse;
import io.kvasir.routing.request.TransactGetReply;
import io.kvasir.routing.transaction.TransactionOutcome;
import io.kvasir.routing.transaction.TransactionOutcome.ActionSizes;

/// How transactions ended, as `kvasir.v1.Data` says it.
public final class TransactionReplies {
    private TransactionReplies() {}

    /// @throws io.kvasir.model.error.RequestFailedException where it was not done, with a reason
    ///   for each action where it was canceled
    public static TransactWriteResponse of(TransactionOutcome outcome) {
        return switch (outcome) {
            case TransactionOutcome.Committed committed -> {
                double units = 0;
                for (ActionSizes sizes : committed.actions()) {
                    units +=
                            CapacityUnits.ofWrite(sizes.oldSizeBytes(), sizes.newSizeBytes(), true);
                }
                TransactWriteResponse.Builder reply = TransactWriteResponse.newBuilder();
                reply.getInfoBuilder().setCapacityUnits(units);
                yield reply.build();
            }
            case TransactionOutcome.Canceled canceled ->
                    throw RequestFailure.canceled(canceled.reasons()).toException();
            case TransactionOutcome.Failed failed -> throw failed.failure().toException();
        };
    }

    public static TransactGetResponse of(TransactGetReply found) {
        TransactGetResponse.Builder reply = TransactGetResponse.newBuilder();
        double units = 0;
        for (TransactGetReply.Found each : found.items()) {
            units += CapacityUnits.ofRead(each.sizeBytes(), ReadMode.TRANSACTIONAL);
            FoundItem.Builder item = FoundItem.newBuilder();
            each.item().ifPresent(value -> item.setItem(DataReplies.item(value)));
            reply.addItems(item);
        }
        reply.getInfoBuilder().setCapacityUnits(units);
        return reply.build();
    }
}
