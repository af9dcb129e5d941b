package io.kvasir.routing.request;

import io.kvasir.model.table.TableName;
import io.kvasir.routing.request.BatchGet.KeysOfTable;
import java.util.List;

/// @param tables in the order of the request; items that do not exist are left out
/// @param unprocessed to be asked for again: what did not fit in 16 MB, was throttled or could not
///   be reached in time
public record BatchGetReply(
        List<ItemsOfTable> tables, List<KeysOfTable> unprocessed, ReplyInfo info) {
    public record ItemsOfTable(TableName table, List<EncodedItem> items, double capacityUnits) {}
}
