package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.item.Item;
import io.kvasir.model.table.Table;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.AttributeMap;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.validation.Expressions;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.Page;
import io.kvasir.routing.request.PageOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What Query and Scan have in common.
final class PageRequests {
    private PageRequests() {}

    /// Whether `Select` goes with what else is asked for.
    ///
    /// @param envelope what the service puts before one of the messages
    static void checkSelect(Structure request, String envelope) {
        @Nullable String select = request.text("Select");
        boolean projected = request.has("ProjectionExpression");
        boolean listed = request.has("AttributesToGet");
        if (select == null) {
            return;
        }
        if (select.equals("SPECIFIC_ATTRIBUTES")) {
            if (!projected && !listed) {
                throw DynamoDbException.validation(
                        envelope
                                + "Must specify the AttributesToGet or ProjectionExpression when"
                                + " choosing to get SPECIFIC_ATTRIBUTES");
            }
            return;
        }
        if (projected || listed) {
            throw DynamoDbException.validation(
                    "Cannot specify the "
                            + (projected ? "ProjectionExpression" : "AttributesToGet")
                            + " when choosing to get "
                            + (select.equals("COUNT") ? "only the Count" : select));
        }
        if (select.equals("ALL_PROJECTED_ATTRIBUTES") && !request.has("IndexName")) {
            throw DynamoDbException.validation(
                    "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
        }
    }

    /// Tables have no secondary indexes yet.
    static void checkIndex(Structure request) {
        @Nullable String index = request.text("IndexName");
        if (index != null) {
            throw DynamoDbException.validation(
                    "The table does not have the specified index: " + index);
        }
    }

    /// Whether the starting key names as many attributes as the table's key has.
    static void checkStartKey(Structure request, Table table, String message) {
        @Nullable AttributeMap start = request.attributes("ExclusiveStartKey");
        int expected = table.keySchema().sortKey().isPresent() ? 2 : 1;
        if (start != null && start.values().size() != expected) {
            throw DynamoDbException.validation(message);
        }
    }

    static PageOptions options(Structure request, Expressions expressions) {
        @Nullable AttributeMap start = request.attributes("ExclusiveStartKey");
        @Nullable Long limit = request.whole("Limit");
        Optional<Item> startKey = start == null ? Optional.empty() : Optional.of(start.item());
        return new PageOptions(
                expressions.filter(),
                expressions.projection(),
                expressions.substitutions(),
                limit == null ? 0 : (int) Math.min(limit, Integer.MAX_VALUE),
                startKey,
                request.text("Select", "").equals("COUNT"),
                Requests.read(request));
    }

    static byte[] reply(Structure request, Page page) {
        boolean counting = request.text("Select", "").equals("COUNT");
        ConsumedCapacity capacity = ConsumedCapacity.wanted(request);
        return JsonReply.object(reply -> {
            if (!counting) {
                reply.startList("Items");
                for (EncodedItem item : page.items()) {
                    reply.item(item.item());
                }
                reply.endList();
            }
            reply.whole("Count", page.count());
            reply.whole("ScannedCount", page.scannedCount());
            if (page.lastEvaluatedKey().isPresent()) {
                reply.item("LastEvaluatedKey", page.lastEvaluatedKey().get());
            }
            capacity.write(reply, request.text("TableName", ""), page.info().capacityUnits());
        });
    }
}
