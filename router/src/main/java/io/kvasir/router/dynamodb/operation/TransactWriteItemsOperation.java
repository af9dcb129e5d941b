package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.Bytes;
import io.kvasir.model.Limits;
import io.kvasir.model.capacity.CapacityUnits;
import io.kvasir.model.item.Item;
import io.kvasir.model.item.ItemSize;
import io.kvasir.model.table.ItemKeys;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.error.ErrorMapping;
import io.kvasir.router.dynamodb.json.AttributeMap;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.json.ValueFault;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.Expressions;
import io.kvasir.router.dynamodb.validation.ValueCheck;
import io.kvasir.router.dynamodb.validation.Wording;
import io.kvasir.routing.request.DeleteItem;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.PutItem;
import io.kvasir.routing.request.ReturnValues;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.request.TransactWrite.Action;
import io.kvasir.routing.request.UpdateItem;
import io.kvasir.routing.request.WriteOptions;
import io.kvasir.routing.transaction.TransactionOutcome;
import io.kvasir.routing.transaction.TransactionOutcome.ActionSizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

final class TransactWriteItemsOperation implements Operation {
    private static final List<String> KINDS = List.of("ConditionCheck", "Put", "Delete", "Update");
    private static final Shape.Structure INPUT =
            Shape.structure("TransactWriteItemsInput")
                    .with(
                            "ClientRequestToken",
                            Shape.text().lengths(1, Limits.CLIENT_REQUEST_TOKEN_BYTES_MAX))
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY)
                    .with("ReturnItemCollectionMetrics", Shapes.COLLECTION_METRICS)
                    .require(
                            "TransactItems",
                            Shape.listOf(
                                    Shape.structure("TransactWriteItem")
                                            .with(
                                                    "ConditionCheck",
                                                    action("ConditionCheck", "Key", true))
                                            .with("Put", action("Put", "Item", false))
                                            .with("Delete", action("Delete", "Key", false))
                                            .with("Update", update()),
                                    1,
                                    Limits.TRANSACTION_ACTIONS_MAX));

    private final Core core;

    TransactWriteItemsOperation(Core core) {
        this.core = core;
    }

    private static Shape.Structure action(String name, String item, boolean conditional) {
        Shape.Structure shape =
                Shape.structure(name)
                        .require("TableName", Shapes.TABLE)
                        .require(item, Shapes.ATTRIBUTES)
                        .with("ExpressionAttributeValues", Shapes.ATTRIBUTES)
                        .with("ExpressionAttributeNames", Shapes.NAMES)
                        .with("ReturnValuesOnConditionCheckFailure", Shapes.ON_CONDITION_FAILURE);
        return conditional
                ? shape.require("ConditionExpression", Shape.text())
                : shape.with("ConditionExpression", Shape.text());
    }

    private static Shape.Structure update() {
        return action("Update", "Key", false).require("UpdateExpression", Shape.text());
    }

    @Override
    public String name() {
        return "TransactWriteItems";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        List<Action> actions = new ArrayList<>();
        for (Structure item : request.structures("TransactItems")) {
            actions.add(action(item));
        }
        requireSize(actions.stream().mapToLong(TransactWriteItemsOperation::bytes).sum());
        checkKeys(actions);
        TransactWrite write = new TransactWrite(actions, request.text("ClientRequestToken", ""));
        return switch (core.await(by -> core.items().transactWrite(write, by))) {
            case TransactionOutcome.Committed committed ->
                    reply(request, actions, committed.actions());
            case TransactionOutcome.Canceled canceled -> throw ErrorMapping.canceled(canceled);
            case TransactionOutcome.Failed failed -> throw ErrorMapping.exception(failed.failure());
        };
    }

    static void requireSize(long bytes) {
        if (bytes > Limits.TRANSACTION_BYTES_MAX) {
            throw DynamoDbException.validation(
                    "The aggregate size of the items in the transaction is "
                            + bytes
                            + " bytes; it must not exceed "
                            + Limits.TRANSACTION_BYTES_MAX);
        }
    }

    private static long bytes(Action action) {
        return ItemSize.of(
                switch (action) {
                    case Action.Put put -> put.request().item().item();
                    case Action.Update update -> update.request().key();
                    case Action.Delete delete -> delete.request().key();
                    case Action.Check check -> check.key();
                });
    }

    private void checkKeys(List<Action> actions) {
        List<Table> tables = actions.stream().map(action -> core.serving(action.table())).toList();
        KeyFaults faults = new KeyFaults();
        for (int i = 0; i < tables.size(); i++) {
            Table table = tables.get(i);
            Action action = actions.get(i);
            faults.check(() -> {
                key(table, action);
                requireKeysUntouched(table, action);
            });
        }
        faults.finish();
    }

    private void requireKeysUntouched(Table table, Action action) {
        if (action instanceof Action.Update update) {
            core.expressions().requireKeysUntouched(update.request(), table.keySchema());
        }
    }

    private static Bytes key(Table table, Action action) {
        return switch (action) {
            case Action.Put put -> ItemKeys.ofItem(table, put.request().item().item());
            case Action.Update update -> ItemKeys.ofKey(table, update.request().key());
            case Action.Delete delete -> ItemKeys.ofKey(table, delete.request().key());
            case Action.Check check -> ItemKeys.ofKey(table, check.key());
        };
    }

    private Action action(Structure item) {
        List<String> given = KINDS.stream().filter(item::has).toList();
        if (given.size() != 1) {
            throw DynamoDbException.validation(
                    "TransactItems can only contain one of Check, Put, Update or Delete");
        }
        String kind = given.getFirst();
        Structure action = Objects.requireNonNull(item.structure(kind));
        AttributeMap attributes =
                Objects.requireNonNull(action.attributes(kind.equals("Put") ? "Item" : "Key"));
        Expressions expressions = checked(action, attributes, kind.equals("Put"));
        TableName table = Core.name(action.text("TableName", ""));
        WriteOptions options =
                new WriteOptions(
                        expressions.condition(),
                        expressions.substitutions(),
                        ReturnValues.NONE,
                        action.text("ReturnValuesOnConditionCheckFailure", "NONE")
                                .equals("ALL_OLD"),
                        "",
                        true);
        Item value = attributes.item();
        return switch (kind) {
            case "Put" -> {
                PutItemOperation.requireSize(value);
                yield new Action.Put(new PutItem(table, EncodedItem.of(value), options));
            }
            case "Delete" -> new Action.Delete(new DeleteItem(table, value, options));
            case "Update" ->
                    new Action.Update(new UpdateItem(table, value, expressions.update(), options));
            default -> new Action.Check(table, value, options);
        };
    }

    /// Values nested very deeply are found only behind the expressions.
    private Expressions checked(Structure action, AttributeMap attributes, boolean isItem) {
        boolean isDeep =
                attributes.fault() != null
                        && attributes.fault().kind() == ValueFault.Kind.DEEP_NESTING;
        if (!isDeep || attributes.values().containsKey("")) {
            checkValues(attributes, isItem);
        }
        Expressions expressions = core.expressions().check(action, Wording.OLDER);
        checkValues(attributes, isItem);
        return expressions;
    }

    private static void checkValues(AttributeMap attributes, boolean isItem) {
        if (isItem) {
            ValueCheck.item(attributes, Wording.OLDER);
        } else {
            ValueCheck.values(attributes, Wording.OLDER);
        }
    }

    /// @param sizes empty where an earlier request with the same token had done it
    private static byte[] reply(Structure request, List<Action> actions, List<ActionSizes> sizes) {
        ConsumedCapacity capacity = ConsumedCapacity.wanted(request);
        SequencedMap<String, Double> units = new LinkedHashMap<>();
        for (int i = 0; i < actions.size(); i++) {
            ActionSizes each = i < sizes.size() ? sizes.get(i) : new ActionSizes(0, 0);
            units.merge(
                    actions.get(i).table().value(),
                    CapacityUnits.ofWrite(each.oldSizeBytes(), each.newSizeBytes(), true),
                    Double::sum);
        }
        return JsonReply.object(reply -> capacity.writeAll(reply, units));
    }
}
