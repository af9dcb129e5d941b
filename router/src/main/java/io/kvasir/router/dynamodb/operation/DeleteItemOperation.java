package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.json.AttributeMap;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.legacy.LegacyParameters;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;
import io.kvasir.router.dynamodb.validation.Expressions;
import io.kvasir.router.dynamodb.validation.ParameterCheck;
import io.kvasir.router.dynamodb.validation.ValueCheck;
import io.kvasir.router.dynamodb.validation.Wording;
import io.kvasir.routing.request.DeleteItem;
import java.util.List;
import java.util.Objects;

final class DeleteItemOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("DeleteItemInput")
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY)
                    .require("TableName", Shapes.TABLE)
                    .with("ReturnValues", Shapes.RETURN_VALUES)
                    .with("ReturnItemCollectionMetrics", Shapes.COLLECTION_METRICS)
                    .with("ConditionalOperator", Shapes.CONDITIONAL_OPERATOR)
                    .require("Key", Shapes.ATTRIBUTES)
                    .with("Expected", Shapes.EXPECTED)
                    .with("ConditionExpression", Shape.text())
                    .with("ExpressionAttributeValues", Shapes.ATTRIBUTES)
                    .with("ExpressionAttributeNames", Shapes.NAMES)
                    .with("ReturnValuesOnConditionCheckFailure", Shapes.ON_CONDITION_FAILURE);

    private final Core core;

    DeleteItemOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "DeleteItem";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public void checkConstraints(Structure request) {
        ParameterCheck.operatorOfWrite(request, "Key");
        ConstraintCheck.check(request);
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        ParameterCheck.oldOrNoneIfDeep(request);
        ParameterCheck.expressionsOrLegacy(
                request, List.of("ConditionExpression"), List.of("Expected"), Wording.ENVELOPED);
        AttributeMap key = Objects.requireNonNull(request.attributes("Key"));
        ValueCheck.values(key, Wording.ENVELOPED);
        LegacyParameters.checkExpected(request);
        Expressions expressions =
                LegacyParameters.rewritten(
                        request, core.expressions().check(request, Wording.ENVELOPED));
        String table = request.text("TableName", "");
        ParameterCheck.oldOrNone(request);
        DeleteItem delete =
                new DeleteItem(Core.name(table), key.item(), Requests.write(request, expressions));
        return Requests.reply(request, core.await(by -> core.items().delete(delete, by)));
    }
}
