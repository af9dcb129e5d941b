package io.kvasir.router.dynamodb.operation;

import io.kvasir.router.dynamodb.error.DynamoDbErrorType;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.AttributeMap;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.legacy.LegacyParameters;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.Expressions;
import io.kvasir.router.dynamodb.validation.ParameterCheck;
import io.kvasir.router.dynamodb.validation.ValueCheck;
import io.kvasir.router.dynamodb.validation.Wording;
import io.kvasir.routing.request.UpdateItem;
import java.util.List;
import java.util.Objects;

final class UpdateItemOperation implements Operation {
    private static final String WRONG_OPERAND =
            "An operand in the update expression has an incorrect data type";
    private static final Shape.Structure INPUT =
            Shape.structure("UpdateItemInput")
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY)
                    .require("TableName", Shapes.TABLE)
                    .with("ReturnItemCollectionMetrics", Shapes.COLLECTION_METRICS)
                    .with("ReturnValues", Shapes.RETURN_VALUES)
                    .with("ConditionalOperator", Shapes.CONDITIONAL_OPERATOR)
                    .require("Key", Shapes.ATTRIBUTES)
                    .with("Expected", Shapes.EXPECTED)
                    .with("AttributeUpdates", Shapes.UPDATES)
                    .with("ConditionExpression", Shape.text())
                    .with("UpdateExpression", Shape.text())
                    .with("ExpressionAttributeValues", Shapes.ATTRIBUTES)
                    .with("ExpressionAttributeNames", Shapes.NAMES)
                    .with("ReturnValuesOnConditionCheckFailure", Shapes.ON_CONDITION_FAILURE);

    private final Core core;

    UpdateItemOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "UpdateItem";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public void checkConstraints(Structure request) {
        ParameterCheck.constraintsOfWrite(request, "Key");
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        ParameterCheck.expressionsOrLegacy(
                request,
                List.of("UpdateExpression", "ConditionExpression"),
                List.of("AttributeUpdates", "Expected"),
                Wording.ENVELOPED);
        AttributeMap key = Objects.requireNonNull(request.attributes("Key"));
        ValueCheck.values(key, Wording.ENVELOPED);
        LegacyParameters.checkUpdates(request);
        LegacyParameters.checkExpected(request);
        Expressions expressions =
                LegacyParameters.rewritten(
                        request, core.expressions().check(request, Wording.ENVELOPED));
        UpdateItem update =
                new UpdateItem(
                        Core.name(request.text("TableName", "")),
                        key.item(),
                        expressions.update(),
                        Requests.write(request, expressions));
        try {
            return Requests.reply(request, core.await(by -> core.items().update(update, by)));
        } catch (DynamoDbException e) {
            throw request.has("AttributeUpdates") ? inLegacyWords(e) : e;
        }
    }

    /// The rewritten update fails in the words of expressions.
    private static DynamoDbException inLegacyWords(DynamoDbException e) {
        boolean operand =
                e.error().type() == DynamoDbErrorType.VALIDATION
                        && e.error().message().contains(WRONG_OPERAND);
        return operand ? DynamoDbException.validation("Type mismatch for attribute to update") : e;
    }
}
