package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.table.Table;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;

final class DescribeTableOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("DescribeTableInput").require("TableName", Shapes.TABLE);

    private final Core core;
    private final TableArn arn;

    DescribeTableOperation(Core core, TableArn arn) {
        this.core = core;
        this.arn = arn;
    }

    @Override
    public String name() {
        return "DescribeTable";
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
        Table table = core.described(Core.name(request.text("TableName", "")));
        return JsonReply.object(reply -> new TableDescription(table, arn).write(reply, "Table"));
    }
}
