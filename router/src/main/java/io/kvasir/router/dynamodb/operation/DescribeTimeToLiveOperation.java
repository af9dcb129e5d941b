package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;
import java.util.Optional;

/// Tells which attribute says when an item expires.
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
        Optional<String> attribute =
                core.described(Core.name(request.text("TableName", "")))
                        .settings()
                        .timeToLiveAttribute();
        return JsonReply.object(reply -> {
            reply.startObject("TimeToLiveDescription");
            reply.text("TimeToLiveStatus", attribute.isPresent() ? "ENABLED" : "DISABLED");
            if (attribute.isPresent()) {
                reply.text("AttributeName", attribute.get());
            }
            reply.endObject();
        });
    }
}
