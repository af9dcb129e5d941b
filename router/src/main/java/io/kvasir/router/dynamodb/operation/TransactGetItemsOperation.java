package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.Limits;
import io.kvasir.model.capacity.CapacityUnits;
import io.kvasir.model.capacity.ReadMode;
import io.kvasir.model.error.CancellationReason;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.item.Item;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.model.table.Table;
import io.kvasir.router.dynamodb.error.DynamoDbErrorType;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.error.ErrorMapping;
import io.kvasir.router.dynamodb.json.AttributeMap;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.Expressions;
import io.kvasir.router.dynamodb.validation.ValueCheck;
import io.kvasir.router.dynamodb.validation.Wording;
import io.kvasir.routing.request.GetItem;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.request.TransactGet;
import io.kvasir.routing.request.TransactGetReply;
import io.kvasir.routing.transaction.TransactionOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

final class TransactGetItemsOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("TransactGetItemsInput")
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY)
                    .require(
                            "TransactItems",
                            Shape.listOf(
                                    Shape.structure("TransactGetItem")
                                            .require(
                                                    "Get",
                                                    Shape.structure("Get")
                                                            .require("TableName", Shapes.TABLE)
                                                            .require("Key", Shapes.ATTRIBUTES)
                                                            .with(
                                                                    "ProjectionExpression",
                                                                    Shape.text())
                                                            .with(
                                                                    "ExpressionAttributeNames",
                                                                    Shapes.NAMES)),
                                    1,
                                    Limits.TRANSACTION_ACTIONS_MAX));

    private final Core core;

    TransactGetItemsOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "TransactGetItems";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        List<GetItem> gets = new ArrayList<>();
        for (Structure item : request.structures("TransactItems")) {
            gets.add(get(Objects.requireNonNull(item.structure("Get"))));
        }
        KeyFaults faults = new KeyFaults();
        List<Table> tables = gets.stream().map(get -> core.serving(get.table())).toList();
        for (int i = 0; i < gets.size(); i++) {
            Table table = tables.get(i);
            Item key = gets.get(i).key();
            faults.check(() -> ItemKeys.ofKey(table, key));
        }
        faults.finish();
        TransactGetReply found;
        try {
            found = core.await(by -> core.items().transactGet(new TransactGet(gets), by));
        } catch (DynamoDbException e) {
            throw e.error().type() == DynamoDbErrorType.TRANSACTION_CONFLICT
                    ? conflict(gets.size())
                    : e;
        }
        requireSize(found);
        ConsumedCapacity capacity = ConsumedCapacity.wanted(request);
        SequencedMap<String, Double> units = new LinkedHashMap<>();
        for (int i = 0; i < gets.size(); i++) {
            units.merge(
                    gets.get(i).table().value(),
                    CapacityUnits.ofRead(found.items().get(i).sizeBytes(), ReadMode.TRANSACTIONAL),
                    Double::sum);
        }
        return JsonReply.object(reply -> {
            capacity.writeAll(reply, units);
            reply.startList("Responses");
            for (TransactGetReply.Found each : found.items()) {
                reply.startObject();
                if (each.item().isPresent()) {
                    reply.item("Item", each.item().get().item());
                }
                reply.endObject();
            }
            reply.endList();
        });
    }

    private static void requireSize(TransactGetReply found) {
        long bytes = 0;
        for (TransactGetReply.Found each : found.items()) {
            bytes += each.sizeBytes();
        }
        TransactWriteItemsOperation.requireSize(bytes);
    }

    private GetItem get(Structure get) {
        AttributeMap key = Objects.requireNonNull(get.attributes("Key"));
        ValueCheck.values(key, Wording.OLDER);
        Expressions expressions = core.expressions().check(get, Wording.OLDER);
        return new GetItem(
                Core.name(get.text("TableName", "")),
                key.item(),
                ReadOptions.STRONG,
                expressions.projection(),
                expressions.substitutions());
    }

    /// Which of the items another transaction has is not said: all of them may have been read anew
    /// many times.
    static DynamoDbException conflict(int count) {
        List<CancellationReason> reasons = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            reasons.add(
                    new CancellationReason(
                            i == 0 ? Optional.of(ErrorCode.TRANSACTION_CONFLICT) : Optional.empty(),
                            i == 0 ? "Transaction is ongoing for the item" : "",
                            Optional.empty()));
        }
        return ErrorMapping.canceled(new TransactionOutcome.Canceled(reasons));
    }
}
