package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.json.AttributeMap;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.legacy.LegacyParameters;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.Expressions;
import io.kvasir.router.dynamodb.validation.ParameterCheck;
import io.kvasir.router.dynamodb.validation.ValueCheck;
import io.kvasir.router.dynamodb.validation.Wording;
import io.kvasir.routing.request.GetItem;
import io.kvasir.routing.request.GetReply;
import java.util.List;
import java.util.Objects;

final class GetItemOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("GetItemInput")
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY)
                    .with("AttributesToGet", Shapes.ATTRIBUTES_TO_GET)
                    .require("TableName", Shapes.TABLE)
                    .require("Key", Shapes.ATTRIBUTES)
                    .with("ConsistentRead", Shape.flag())
                    .with("ProjectionExpression", Shape.text())
                    .with("ExpressionAttributeNames", Shapes.NAMES);

    private final Core core;

    GetItemOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "GetItem";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        ParameterCheck.expressionsOrLegacy(
                request, List.of("ProjectionExpression"), List.of("AttributesToGet"), Wording.BARE);
        AttributeMap key = Objects.requireNonNull(request.attributes("Key"));
        ValueCheck.values(key, Wording.BARE);
        ParameterCheck.attributesToGet(request);
        Expressions expressions =
                LegacyParameters.rewritten(
                        request, core.expressions().check(request, Wording.BARE));
        String table = request.text("TableName", "");
        GetItem get =
                new GetItem(
                        Core.name(table),
                        key.item(),
                        Requests.read(request),
                        expressions.projection(),
                        expressions.substitutions());
        GetReply got = core.await(by -> core.items().get(get, by));
        ConsumedCapacity capacity = ConsumedCapacity.wanted(request);
        return JsonReply.object(reply -> {
            if (got.item().isPresent()) {
                reply.item("Item", got.item().get().item());
            }
            capacity.write(reply, table, got.info().capacityUnits());
        });
    }
}
