package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.router.dynamodb.error.DynamoDbErrorType;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;

final class DeleteTableOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("DeleteTableInput").require("TableName", Shapes.TABLE);

    private final Core core;
    private final TableArn arn;

    DeleteTableOperation(Core core, TableArn arn) {
        this.core = core;
        this.arn = arn;
    }

    @Override
    public String name() {
        return "DeleteTable";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public void checkConstraints(Structure request) {
        TableNameCheck.requireLength(request);
        ConstraintCheck.check(request);
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        TableName name = Core.name(request.text("TableName", ""));
        requireUnused(core.described(name));
        Table deleted = core.awaitTable(name, by -> core.tables().delete(name, by));
        Table shown = deleted.in(Table.State.DELETING);
        return JsonReply.object(
                reply -> new TableDescription(shown, arn).write(reply, "TableDescription"));
    }

    /// A table that is being made or deleted cannot be deleted.
    private static void requireUnused(Table table) {
        String doing =
                switch (table.state()) {
                    case ACTIVE, UPDATING -> "";
                    case CREATING -> "created";
                    case DELETING -> "deleted";
                };
        if (!doing.isEmpty()) {
            throw DynamoDbException.of(
                    DynamoDbErrorType.RESOURCE_IN_USE,
                    "Attempt to change a resource which is still in use: Table is being "
                            + doing
                            + ": "
                            + table.name());
        }
    }
}
