package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.KeyCondition;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.table.Table;
import io.kvasir.router.dynamodb.error.DynamoDbException;
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
import io.kvasir.routing.request.Query;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class QueryOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("QueryInput")
                    .with("Select", Shapes.SELECT)
                    .with("IndexName", Shapes.INDEX)
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY)
                    .with("QueryFilter", Shapes.CONDITIONS)
                    .require("TableName", Shapes.TABLE)
                    .with("ConditionalOperator", Shapes.CONDITIONAL_OPERATOR)
                    .with("AttributesToGet", Shapes.ATTRIBUTES_TO_GET)
                    .with("Limit", Shape.integer(1, Integer.MAX_VALUE).bare())
                    .with("KeyConditions", Shapes.CONDITIONS)
                    .with("ExclusiveStartKey", Shapes.ATTRIBUTES)
                    .with("ConsistentRead", Shape.flag())
                    .with("ScanIndexForward", Shape.flag())
                    .with("KeyConditionExpression", Shape.text())
                    .with("FilterExpression", Shape.text())
                    .with("ProjectionExpression", Shape.text())
                    .with("ExpressionAttributeValues", Shapes.ATTRIBUTES)
                    .with("ExpressionAttributeNames", Shapes.NAMES);

    private static final String INVALID_START = "The provided starting key is invalid";

    private final Core core;

    QueryOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "Query";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public void checkConstraints(Structure request) {
        ParameterCheck.operator(request, "");
        ConstraintCheck.check(request);
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        ParameterCheck.expressionsOrLegacy(
                request,
                List.of("ProjectionExpression", "FilterExpression", "KeyConditionExpression"),
                List.of("AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"),
                Wording.BARE);
        LegacyParameters.checkConditions(request, "QueryFilter", Wording.BARE);
        ParameterCheck.attributesToGet(request);
        ValueCheck.startKey(request.attributes("ExclusiveStartKey"), Wording.BARE);
        if (!request.has("KeyConditions") && !request.has("KeyConditionExpression")) {
            throw DynamoDbException.validation(
                    "Either the KeyConditions or KeyConditionExpression parameter must be specified"
                            + " in the request.");
        }
        Expressions checked = core.expressions().check(request, Wording.BARE);
        LegacyParameters.checkConditions(request, "KeyConditions", Wording.BARE);
        Expressions expressions = LegacyParameters.rewritten(request, checked);
        PageRequests.checkSelect(request, ValueCheck.ENVELOPE);
        Table table = core.serving(Core.name(request.text("TableName", "")));
        checkTable(request, expressions, table);
        Query query =
                new Query(
                        table.name(),
                        expressions.keyCondition(),
                        !request.optionalFlag("ScanIndexForward").orElse(true),
                        PageRequests.options(request, expressions));
        return PageRequests.reply(request, core.await(by -> core.items().query(query, by)));
    }

    private static void checkTable(Structure request, Expressions expressions, Table table) {
        KeySchema schema = table.keySchema();
        PageRequests.checkIndex(request);
        PageRequests.checkStartKey(request, table, INVALID_START);
        checkStartPiece(request, schema.partitionKey());
        try {
            if (expressions.keys().isPresent()) {
                expressions.keys().get().requireFits(schema);
                schema.sortKey().ifPresent(sort -> checkStartPiece(request, sort));
                checkStart(request, expressions.keys().get(), schema);
            }
        } catch (InvalidArgumentException e) {
            throw DynamoDbException.validation(String.valueOf(e.getMessage()));
        }
        for (String attribute : request.entries("QueryFilter").sequencedKeySet()) {
            if (schema.isKeyAttribute(attribute)) {
                throw DynamoDbException.validation(
                        "QueryFilter can only contain non-primary key attributes: Primary key"
                                + " attribute: "
                                + attribute);
            }
        }
    }

    /// Whether the starting key has the key attribute. The service checks each together with the
    /// condition on it.
    private static void checkStartPiece(Structure request, KeySchema.KeyAttribute key) {
        @Nullable AttributeMap start = request.attributes("ExclusiveStartKey");
        if (start == null) {
            return;
        }
        @Nullable AttributeValue value = start.values().get(key.name());
        if (value == null) {
            throw DynamoDbException.validation(INVALID_START);
        }
        if (!value.typeName().equals(key.type().name())) {
            throw DynamoDbException.validation(
                    "The provided key element does not match the schema");
        }
    }

    /// Whether the starting key is one that the query can have come to.
    private static void checkStart(Structure request, KeyCondition keys, KeySchema schema) {
        @Nullable AttributeMap start = request.attributes("ExclusiveStartKey");
        if (start == null || keys.matches(start.values())) {
            return;
        }
        if (keys.predicates().size() == 1) {
            throw DynamoDbException.validation(
                    "The provided starting key is outside query boundaries based on provided"
                            + " conditions");
        }
        LinkedHashMap<String, AttributeValue> there = new LinkedHashMap<>(start.values());
        there.put(schema.partitionKey().name(), keys.partitionKey(schema));
        throw DynamoDbException.validation(
                keys.matches(there)
                        ? "The query can return at most one row and cannot be restarted"
                        : "The provided starting key does not match the range key predicate");
    }
}
