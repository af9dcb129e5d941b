package io.kvasir.client;

import io.kvasir.model.item.Item;
import io.kvasir.model.table.Table;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.v1.GetItemResponse;
import io.kvasir.proto.v1.ListTablesResponse;
import io.kvasir.proto.v1.PageResponse;
import io.kvasir.proto.v1.TableResponse;
import io.kvasir.proto.v1.WriteItemResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Replies of the protocol as results of the client; sessions learn from them.
final class Replies {
    /// A batch get of 16 MB with what names and lengths add on the wire.
    static final int MESSAGE_BYTES_MAX = 128 * 1024 * 1024;

    private Replies() {}

    static GetResult of(GetItemResponse reply, Optional<Session> session) {
        return new GetResult(
                reply.hasItem()
                        ? Optional.of(ItemCodec.fromWire(reply.getItem()))
                        : Optional.empty(),
                info(reply.getInfo(), session));
    }

    static WriteResult of(WriteItemResponse reply, Optional<Session> session) {
        return new WriteResult(
                reply.hasAttributes()
                        ? Optional.of(ItemCodec.fromWire(reply.getAttributes()))
                        : Optional.empty(),
                info(reply.getInfo(), session));
    }

    static PageResult of(PageResponse reply, Optional<Session> session) {
        List<Item> items = new ArrayList<>(reply.getItemsCount());
        reply.getItemsList().forEach(item -> items.add(ItemCodec.fromWire(item)));
        return new PageResult(
                items,
                reply.getCount(),
                reply.getScannedCount(),
                reply.hasLastEvaluatedKey()
                        ? Optional.of(Cursor.of(reply.getLastEvaluatedKey()))
                        : Optional.empty(),
                info(reply.getInfo(), session));
    }

    static TableDescription of(TableResponse reply) {
        Table table = ClusterCodec.fromWire(reply.getTable());
        return new TableDescription(
                table.name().value(),
                table.id(),
                table.keySchema(),
                switch (table.state()) {
                    case CREATING -> TableDescription.State.CREATING;
                    case ACTIVE -> TableDescription.State.ACTIVE;
                    case UPDATING -> TableDescription.State.UPDATING;
                    case DELETING -> TableDescription.State.DELETING;
                },
                table.createdAt());
    }

    static TablePage of(ListTablesResponse reply) {
        String last = reply.getLastEvaluatedTable();
        return new TablePage(
                List.copyOf(reply.getTablesList()),
                last.isEmpty() ? Optional.empty() : Optional.of(last));
    }

    static ReplyInfo info(io.kvasir.proto.v1.ReplyInfo info, Optional<Session> session) {
        session.ifPresent(line -> line.saw(info.getSessionToken()));
        return new ReplyInfo(
                Duration.ofMillis(info.getStalenessMs()),
                info.getCapacityUnits(),
                info.getCapacityUnitsByTableMap());
    }
}
