package io.kvasir.router.dynamodb.operation;

import io.grpc.Deadline;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.partiql.Statement;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.table.Table;
import io.kvasir.router.dynamodb.error.DynamoDbError;
import io.kvasir.router.dynamodb.error.DynamoDbErrorType;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.AttributeInput;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ValueCheck;
import io.kvasir.router.dynamodb.validation.Wording;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.partiql.StatementWrites;
import io.kvasir.routing.request.TransactWrite.Action;
import io.kvasir.routing.request.WriteReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// What the operations on PartiQL statements have in common.
final class Statements {
    private static final int STATEMENT_CHARS_MAX = 8192;
    static final Shape TEXT = Shape.text().lengths(1, STATEMENT_CHARS_MAX);
    static final Shape PARAMETERS = Shape.listOf(Shapes.ATTRIBUTE, 1, -1);
    static final String DUPLICATE = "Duplicate primary key exists in table";

    private Statements() {}

    /// @param request with the members `Statement` and `Parameters`
    static Statement parse(Structure request) {
        List<AttributeValue> parameters = parameters(request);
        return checked(() -> parse(request, parameters));
    }

    /// @throws InvalidArgumentException where it is no statement
    static Statement parse(Structure request, List<AttributeValue> parameters) {
        return Statement.parse(request.text("Statement", ""), parameters);
    }

    static List<AttributeValue> parameters(Structure request) {
        List<AttributeValue> values = new ArrayList<>();
        for (AttributeInput input : request.attributeList("Parameters")) {
            ValueCheck.value(input, Wording.OLDER);
            values.add(input.value());
        }
        return values;
    }

    /// The table that the statement names.
    static Table table(Core core, Statement statement) {
        return core.serving(checked(() -> Core.name(statement.table())));
    }

    private static boolean wantsItemOnFailure(Structure request) {
        return request.text("ReturnValuesOnConditionCheckFailure", "NONE").equals("ALL_OLD");
    }

    /// Refuses what only transactions can carry out.
    static void requireNoExists(Statement statement) {
        if (statement instanceof Statement.Exists) {
            throw DynamoDbException.validation("EXISTS() is only supported in ExecuteTransaction");
        }
    }

    /// What carries out a statement that is no SELECT.
    static Action action(Statement statement, Table table, Structure request) {
        if (statement instanceof Statement.Insert insert) {
            PutItemOperation.requireSize(insert.item());
        }
        return checked(() -> StatementWrites.action(statement, table, wantsItemOnFailure(request)));
    }

    static CompletableFuture<WriteReply> write(DataPlane items, Action action, Deadline by) {
        return switch (action) {
            case Action.Put put -> items.put(put.request(), by);
            case Action.Update update -> items.update(update.request(), by);
            case Action.Delete delete -> items.delete(delete.request(), by);
            case Action.Check _ ->
                    throw new IllegalArgumentException("a check is part of a transaction");
        };
    }

    /// The failure of a write in the words of its statement.
    static DynamoDbError failure(Action action, DynamoDbError error) {
        boolean isDuplicate =
                action instanceof Action.Put
                        && error.type() == DynamoDbErrorType.CONDITIONAL_CHECK_FAILED;
        return isDuplicate ? DynamoDbError.of(DynamoDbErrorType.DUPLICATE_ITEM, DUPLICATE) : error;
    }

    /// @throws DynamoDbException ValidationException where `task` finds that the request cannot be
    static <T> T checked(Supplier<T> task) {
        try {
            return task.get();
        } catch (InvalidArgumentException e) {
            throw DynamoDbException.validation(String.valueOf(e.getMessage()));
        }
    }
}
