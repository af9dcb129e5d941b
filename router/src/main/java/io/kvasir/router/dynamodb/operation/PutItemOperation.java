package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.Limits;
import io.kvasir.model.item.Item;
import io.kvasir.model.item.ItemSize;
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
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.PutItem;
import java.util.List;
import java.util.Objects;

final class PutItemOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("PutItemInput")
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY)
                    .require("TableName", Shapes.TABLE)
                    .require("Item", Shapes.ATTRIBUTES)
                    .with("ConditionalOperator", Shapes.CONDITIONAL_OPERATOR)
                    .with("Expected", Shapes.EXPECTED)
                    .with("ReturnValues", Shapes.RETURN_VALUES)
                    .with("ReturnItemCollectionMetrics", Shapes.COLLECTION_METRICS)
                    .with("ConditionExpression", Shape.text())
                    .with("ExpressionAttributeValues", Shapes.ATTRIBUTES)
                    .with("ExpressionAttributeNames", Shapes.NAMES)
                    .with("ReturnValuesOnConditionCheckFailure", Shapes.ON_CONDITION_FAILURE);

    private final Core core;

    PutItemOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "PutItem";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public void checkConstraints(Structure request) {
        ParameterCheck.constraintsOfWrite(request, "Item");
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        ParameterCheck.oldOrNoneIfDeep(request);
        AttributeMap attributes = Objects.requireNonNull(request.attributes("Item"));
        ParameterCheck.expressionsOrLegacy(
                request, List.of("ConditionExpression"), List.of("Expected"), Wording.ENVELOPED);
        ValueCheck.item(attributes, Wording.ENVELOPED);
        Expressions checked = core.expressions().check(request, Wording.ENVELOPED);
        ParameterCheck.oldOrNone(request);
        LegacyParameters.checkExpected(request);
        Item item = attributes.item();
        requireSize(item);
        Expressions expressions = LegacyParameters.rewritten(request, checked);
        PutItem put =
                new PutItem(
                        Core.name(request.text("TableName", "")),
                        EncodedItem.of(item),
                        Requests.write(request, expressions));
        return Requests.reply(request, core.await(by -> core.items().put(put, by)));
    }

    static void requireSize(Item item) {
        if (ItemSize.of(item) > Limits.ITEM_BYTES_MAX) {
            throw DynamoDbException.validation("Item size has exceeded the maximum allowed size");
        }
    }
}
