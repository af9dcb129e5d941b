package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.Limits;
import io.kvasir.model.capacity.CapacityUnits;
import io.kvasir.model.capacity.ReadMode;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.partiql.Returning;
import io.kvasir.model.expression.partiql.Statement;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.table.Table;
import io.kvasir.router.dynamodb.error.DynamoDbError;
import io.kvasir.router.dynamodb.error.DynamoDbError.CancellationReason;
import io.kvasir.router.dynamodb.error.DynamoDbErrorType;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.error.ErrorMapping;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.routing.partiql.KeyedSelect;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.request.TransactGet;
import io.kvasir.routing.request.TransactGetReply.Found;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.request.TransactWrite.Action;
import io.kvasir.routing.transaction.TransactionOutcome;
import io.kvasir.routing.transaction.TransactionOutcome.ActionSizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// Statements that are carried out all or none: reads of one moment, or writes and checks.
final class ExecuteTransactionOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("ExecuteTransactionInput")
                    .require(
                            "TransactStatements",
                            Shape.listOf(
                                    Shape.structure("ParameterizedStatement")
                                            .require("Statement", Statements.TEXT)
                                            .with("Parameters", Statements.PARAMETERS)
                                            .with(
                                                    "ReturnValuesOnConditionCheckFailure",
                                                    Shapes.ON_CONDITION_FAILURE),
                                    1,
                                    Limits.TRANSACTION_ACTIONS_MAX))
                    .with(
                            "ClientRequestToken",
                            Shape.text().lengths(1, Limits.CLIENT_REQUEST_TOKEN_BYTES_MAX))
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY);

    private final Core core;

    ExecuteTransactionOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "ExecuteTransaction";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        List<Structure> given = request.structures("TransactStatements");
        List<Statement> statements = statements(given);
        long reads = statements.stream().filter(Statement.Select.class::isInstance).count();
        if (reads == statements.size()) {
            return read(request, statements);
        }
        if (reads > 0) {
            throw DynamoDbException.validation(
                    "The entire transaction must consist of either read statements or write"
                            + " statements, you cannot mix both in one transaction");
        }
        return write(request, given, statements);
    }

    /// What the parameters are is told as it is, what is wrong with a statement with its number.
    private static List<Statement> statements(List<Structure> given) {
        List<List<AttributeValue>> parameters = given.stream().map(Statements::parameters).toList();
        List<Statement> statements = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            try {
                statements.add(Statements.parse(given.get(i), parameters.get(i)));
            } catch (InvalidArgumentException e) {
                throw invalid(i, String.valueOf(e.getMessage()));
            }
        }
        return statements;
    }

    private static DynamoDbException invalid(int statement, String message) {
        return DynamoDbException.validation(
                "Validation failed in TransactStatements[" + statement + "]: " + message);
    }

    private byte[] read(Structure request, List<Statement> statements) {
        List<KeyedSelect> selects = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            selects.add(keyed(i, (Statement.Select) statements.get(i)));
        }
        TransactGet get = new TransactGet(selects.stream().map(KeyedSelect::request).toList());
        List<Found> found;
        try {
            found = core.await(by -> core.items().transactGet(get, by)).items();
        } catch (DynamoDbException e) {
            throw e.error().type() == DynamoDbErrorType.TRANSACTION_CONFLICT
                    ? TransactGetItemsOperation.conflict(selects.size())
                    : e;
        }
        SequencedMap<String, Double> units = new LinkedHashMap<>();
        List<Optional<Item>> items = new ArrayList<>();
        for (int i = 0; i < selects.size(); i++) {
            units.merge(
                    selects.get(i).request().table().value(),
                    CapacityUnits.ofRead(found.get(i).sizeBytes(), ReadMode.TRANSACTIONAL),
                    Double::sum);
            items.add(selects.get(i).result(found.get(i).item()));
        }
        return reply(request, items, units);
    }

    private KeyedSelect keyed(int i, Statement.Select select) {
        if (select.index().isPresent()) {
            throw invalid(i, "Reads on indices are not supported within transactions.");
        }
        Table table = Statements.table(core, select);
        try {
            return new KeyedSelect(select, table, ReadOptions.STRONG);
        } catch (InvalidArgumentException e) {
            throw invalid(
                    i,
                    "Select statements within ExecuteTransaction must specify the primary key in"
                            + " the where clause.");
        }
    }

    private byte[] write(Structure request, List<Structure> given, List<Statement> statements) {
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            Statement statement = statements.get(i);
            requireNoReturning(i, statement);
            Table table = Statements.table(core, statement);
            requireCondition(i, statement, table);
            actions.add(Statements.action(statement, table, given.get(i)));
        }
        TransactWrite write = new TransactWrite(actions, request.text("ClientRequestToken", ""));
        return switch (core.await(by -> core.items().transactWrite(write, by))) {
            case TransactionOutcome.Committed committed ->
                    written(request, actions, committed.actions());
            case TransactionOutcome.Canceled canceled -> throw canceled(canceled, actions);
            case TransactionOutcome.Failed failed -> throw ErrorMapping.exception(failed.failure());
        };
    }

    /// A transaction's reply has no place for what its writes would return.
    private static void requireNoReturning(int i, Statement statement) {
        Returning returning =
                switch (statement) {
                    case Statement.Update update -> update.returning();
                    case Statement.Delete delete -> delete.returning();
                    default -> Returning.NONE;
                };
        if (returning != Returning.NONE) {
            throw invalid(i, "RETURNING clause is not supported in ExecuteTransaction.");
        }
    }

    /// An EXISTS that only names an item asks nothing of it.
    private static void requireCondition(int i, Statement statement, Table table) {
        if (statement instanceof Statement.Exists exists
                && Statements.checked(() -> exists.keyed(table.keySchema())).rest().isEmpty()) {
            throw invalid(i, "EXISTS() must contain a single item read with additional condition");
        }
    }

    /// @param sizes empty where an earlier request with the same token had done it
    private static byte[] written(
            Structure request, List<Action> actions, List<ActionSizes> sizes) {
        SequencedMap<String, Double> units = new LinkedHashMap<>();
        for (int i = 0; i < actions.size(); i++) {
            ActionSizes each = i < sizes.size() ? sizes.get(i) : new ActionSizes(0, 0);
            units.merge(
                    actions.get(i).table().value(),
                    CapacityUnits.ofWrite(each.oldSizeBytes(), each.newSizeBytes(), true),
                    Double::sum);
        }
        return reply(request, List.of(), units);
    }

    private static byte[] reply(
            Structure request, List<Optional<Item>> items, SequencedMap<String, Double> units) {
        ConsumedCapacity capacity = ConsumedCapacity.wanted(request);
        return JsonReply.object(reply -> {
            reply.startList("Responses");
            for (Optional<Item> item : items) {
                reply.startObject();
                if (item.isPresent()) {
                    reply.item("Item", item.get());
                }
                reply.endObject();
            }
            reply.endList();
            capacity.writeAll(reply, units);
        });
    }

    /// An INSERT that met an item says so.
    private static DynamoDbException canceled(
            TransactionOutcome.Canceled canceled, List<Action> actions) {
        DynamoDbError error = ErrorMapping.canceled(canceled).error();
        List<CancellationReason> reasons = new ArrayList<>();
        for (int i = 0; i < error.reasons().size(); i++) {
            CancellationReason reason = error.reasons().get(i);
            boolean isDuplicate =
                    actions.get(i) instanceof Action.Put
                            && reason.code().equals("ConditionalCheckFailed");
            reasons.add(
                    isDuplicate
                            ? new CancellationReason(
                                    "DuplicateItem", Statements.DUPLICATE, reason.item())
                            : reason);
        }
        String codes =
                reasons.stream()
                        .map(CancellationReason::code)
                        .collect(Collectors.joining(", ", "[", "]"));
        String intro = error.message().substring(0, error.message().lastIndexOf('['));
        return new DynamoDbException(
                new DynamoDbError(error.type(), intro + codes, error.item(), reasons));
    }
}
