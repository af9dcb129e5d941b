package io.kvasir.routing.wire;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.v1.ConditionCheck;
import io.kvasir.proto.v1.GetItemRequest;
import io.kvasir.proto.v1.TransactGetRequest;
import io.kvasir.proto.v1.TransactWriteAction;
import io.kvasir.proto.v1.TransactWriteRequest;
import io.kvasir.routing.request.ReturnValues;
import io.kvasir.routing.request.TransactGet;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.request.TransactWrite.Action;
import io.kvasir.routing.request.WriteOptions;

/// Transactions of `kvasir.v1.Data`. Every method throws `InvalidArgumentException` where a field
/// cannot be.
public final class TransactionRequests {
    private TransactionRequests() {}

    public static TransactWrite of(TransactWriteRequest wire) {
        return new TransactWrite(
                wire.getActionsList().stream().map(TransactionRequests::action).toList(),
                wire.getClientRequestToken());
    }

    private static Action action(TransactWriteAction wire) {
        Action action =
                switch (wire.getActionCase()) {
                    case PUT -> new Action.Put(DataRequests.of(wire.getPut()));
                    case UPDATE -> new Action.Update(DataRequests.of(wire.getUpdate()));
                    case DELETE -> new Action.Delete(DataRequests.of(wire.getDelete()));
                    case CHECK -> check(wire.getCheck());
                    case ACTION_NOT_SET ->
                            throw new InvalidArgumentException(
                                    "an action of the transaction is none of put, update, delete"
                                            + " and check");
                };
        WriteOptions options = options(action);
        if (options.returnValues() != ReturnValues.NONE) {
            throw new InvalidArgumentException(
                    "return_values of an action is "
                            + options.returnValues()
                            + "; a transaction returns nothing");
        }
        if (!options.clientRequestToken().isEmpty()) {
            throw new InvalidArgumentException(
                    "client_request_token is given for an action; it belongs to the transaction");
        }
        return action;
    }

    private static WriteOptions options(Action action) {
        return switch (action) {
            case Action.Put put -> put.request().options();
            case Action.Update update -> update.request().options();
            case Action.Delete delete -> delete.request().options();
            case Action.Check check -> check.options();
        };
    }

    private static Action check(ConditionCheck wire) {
        if (wire.getConditionExpression().isEmpty()) {
            throw new InvalidArgumentException("condition_expression of a check is empty");
        }
        return new Action.Check(
                new TableName(wire.getTable()),
                ItemCodec.fromWire(wire.getKey()),
                new WriteOptions(
                        wire.getConditionExpression(),
                        DataRequests.substitutions(
                                wire.getExpressionAttributeNamesMap(),
                                wire.getExpressionAttributeValuesMap()),
                        ReturnValues.NONE,
                        wire.getReturnItemOnConditionFailure(),
                        "",
                        true));
    }

    public static TransactGet of(TransactGetRequest wire) {
        for (GetItemRequest item : wire.getItemsList()) {
            if (item.hasOptions()) {
                throw new InvalidArgumentException(
                        "options are given for an item; all are read at one moment");
            }
        }
        return new TransactGet(wire.getItemsList().stream().map(DataRequests::of).toList());
    }
}
