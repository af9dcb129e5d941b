package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.table.TableName;
import io.kvasir.router.dynamodb.error.DynamoDbErrorType;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;

/// Backups are not yet supported, so they are always off.
final class DescribeContinuousBackupsOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("DescribeContinuousBackupsInput").require("TableName", Shapes.TABLE);

    private final Core core;

    DescribeContinuousBackupsOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "DescribeContinuousBackups";
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
        try {
            core.described(name);
        } catch (DynamoDbException e) {
            throw e.error().type() == DynamoDbErrorType.RESOURCE_NOT_FOUND
                    ? DynamoDbException.of(
                            DynamoDbErrorType.TABLE_NOT_FOUND, "Table not found: " + name)
                    : e;
        }
        return JsonReply.object(reply -> {
            reply.startObject("ContinuousBackupsDescription");
            reply.text("ContinuousBackupsStatus", "DISABLED");
            reply.startObject("PointInTimeRecoveryDescription");
            reply.text("PointInTimeRecoveryStatus", "DISABLED");
            reply.endObject();
            reply.endObject();
        });
    }
}
