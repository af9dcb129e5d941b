package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;

/// Expiry by time is not yet supported, so it is always off.
final class DescribeTimeToLiveOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("DescribeTimeToLiveInput").require("TableName", Shapes.TABLE);

    private final Core core;

    DescribeTimeToLiveOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "DescribeTimeToLive";
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
        core.described(Core.name(request.text("TableName", "")));
        return JsonReply.object(reply -> {
            reply.startObject("TimeToLiveDescription");
            reply.text("TimeToLiveStatus", "DISABLED");
            reply.endObject();
        });
    }
}
