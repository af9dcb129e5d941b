package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.Limits;
import io.kvasir.model.table.Table;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.legacy.LegacyParameters;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.Expressions;
import io.kvasir.router.dynamodb.validation.ParameterCheck;
import io.kvasir.router.dynamodb.validation.ValueCheck;
import io.kvasir.router.dynamodb.validation.Wording;
import io.kvasir.routing.request.Scan;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class ScanOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("ScanInput")
                    .with("Select", Shapes.SELECT)
                    .with("IndexName", Shapes.INDEX)
                    .with("TotalSegments", Shape.integer(1, Limits.SCAN_SEGMENTS_MAX))
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY)
                    .require("TableName", Shapes.TABLE)
                    .with("ConditionalOperator", Shapes.CONDITIONAL_OPERATOR)
                    .with("ScanFilter", Shapes.CONDITIONS)
                    .with("Segment", Shape.integer(0, Limits.SCAN_SEGMENTS_MAX - 1))
                    .with("Limit", Shape.integer(1, Integer.MAX_VALUE))
                    .with("AttributesToGet", Shapes.ATTRIBUTES_TO_GET)
                    .with("ExclusiveStartKey", Shapes.ATTRIBUTES)
                    .with("ConsistentRead", Shape.flag())
                    .with("FilterExpression", Shape.text())
                    .with("ProjectionExpression", Shape.text())
                    .with("ExpressionAttributeValues", Shapes.ATTRIBUTES)
                    .with("ExpressionAttributeNames", Shapes.NAMES);

    private final Core core;

    ScanOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "Scan";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        ParameterCheck.expressionsOrLegacy(
                request,
                List.of("ProjectionExpression", "FilterExpression"),
                List.of("AttributesToGet", "ScanFilter", "ConditionalOperator"),
                Wording.OLDER);
        ParameterCheck.attributesToGet(request);
        LegacyParameters.checkConditions(request, "ScanFilter", Wording.OLDER);
        ValueCheck.startKey(request.attributes("ExclusiveStartKey"), Wording.OLDER);
        checkSegments(request);
        Expressions expressions =
                LegacyParameters.rewritten(
                        request, core.expressions().check(request, Wording.OLDER));
        PageRequests.checkSelect(request, "");
        Table table = core.serving(Core.name(request.text("TableName", "")));
        PageRequests.checkIndex(request);
        PageRequests.checkStartKey(
                request,
                table,
                "The provided starting key is invalid: The provided key element does not match the"
                        + " schema");
        @Nullable Long segments = request.whole("TotalSegments");
        @Nullable Long segment = request.whole("Segment");
        Scan scan =
                new Scan(
                        table.name(),
                        segment == null ? 0 : segment.intValue(),
                        segments == null ? 1 : segments.intValue(),
                        PageRequests.options(request, expressions));
        return PageRequests.reply(request, core.await(by -> core.items().scan(scan, by)));
    }

    private static void checkSegments(Structure request) {
        @Nullable Long segments = request.whole("TotalSegments");
        @Nullable Long segment = request.whole("Segment");
        if (segment != null && segments == null) {
            throw DynamoDbException.validation(
                    "The TotalSegments parameter is required but was not present in the request"
                            + " when Segment parameter is present");
        }
        if (segments != null && segment == null) {
            throw DynamoDbException.validation(
                    "The Segment parameter is required but was not present in the request when"
                            + " parameter TotalSegments is present");
        }
        if (segments != null && segment != null && segment >= segments) {
            throw DynamoDbException.validation(
                    "The Segment parameter is zero-based and must be less than parameter"
                            + " TotalSegments: Segment: "
                            + segment
                            + " is not less than TotalSegments: "
                            + segments);
        }
    }
}
