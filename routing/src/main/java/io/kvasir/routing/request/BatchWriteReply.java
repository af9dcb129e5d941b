package io.kvasir.routing.request;

import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.table.TableName;
import java.util.List;
import java.util.SequencedMap;

/// @param unprocessed not done; with OUTCOME_UNKNOWN a write may still take effect. Puts and
///   deletes can be sent again
/// @param capacityByTable write units of what was done
public record BatchWriteReply(
        List<Unprocessed> unprocessed,
        SequencedMap<TableName, Double> capacityByTable,
        ReplyInfo info) {
    /// @param index of the entry in the request
    public record Unprocessed(int index, BatchWrite.Entry entry, RequestFailure failure) {}
}
