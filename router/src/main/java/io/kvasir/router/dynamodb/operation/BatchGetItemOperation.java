package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.Limits;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.AttributeMap;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.legacy.LegacyParameters;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.router.dynamodb.validation.ConstraintCheck;
import io.kvasir.router.dynamodb.validation.Expressions;
import io.kvasir.router.dynamodb.validation.ParameterCheck;
import io.kvasir.router.dynamodb.validation.ValueCheck;
import io.kvasir.router.dynamodb.validation.Wording;
import io.kvasir.routing.request.BatchGet;
import io.kvasir.routing.request.BatchGet.KeysOfTable;
import io.kvasir.routing.request.BatchGetReply;
import io.kvasir.routing.request.EncodedItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

final class BatchGetItemOperation implements Operation {
    private static final Shape.Structure INPUT =
            Shape.structure("BatchGetItemInput")
                    .require(
                            "RequestItems",
                            new Shape.Entries(
                                    Shapes.TABLE_OF_BATCH,
                                    Shape.structure("KeysAndAttributes")
                                            .require("Keys", Shape.listOf(Shapes.ATTRIBUTES))
                                            .with("AttributesToGet", Shapes.ATTRIBUTES_TO_GET)
                                            .with("ConsistentRead", Shape.flag())
                                            .with("ProjectionExpression", Shape.text())
                                            .with("ExpressionAttributeNames", Shapes.NAMES),
                                    -1,
                                    -1,
                                    -1))
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY);

    private final Core core;

    BatchGetItemOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "BatchGetItem";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public void checkConstraints(Structure request) {
        SequencedMap<String, Structure> tables = request.entries("RequestItems");
        if (request.has("RequestItems") && tables.isEmpty()) {
            throw DynamoDbException.validation(
                    "The requestItems parameter is required for BatchGetItem");
        }
        ConstraintCheck.check(request);
        for (Map.Entry<String, Structure> table : tables.entrySet()) {
            int keys = table.getValue().attributeMaps("Keys").size();
            if (keys == 0) {
                throw tooFewOrMany(keysAt(table.getKey()), "greater", 1);
            }
            if (keys > Limits.BATCH_GET_KEYS_MAX) {
                throw tooFewOrMany(keysAt(table.getKey()), "less", Limits.BATCH_GET_KEYS_MAX);
            }
        }
    }

    private static String keysAt(String table) {
        return "RequestItems." + table + ".member.Keys";
    }

    private static DynamoDbException tooFewOrMany(String at, String relation, int bound) {
        return DynamoDbException.validation(
                ValueCheck.ENVELOPE
                        + "Value at '"
                        + at
                        + "' failed to satisfy constraint: Member must have length "
                        + relation
                        + " than or equal to "
                        + bound);
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        SequencedMap<String, Structure> tables = request.entries("RequestItems");
        checkMixed(tables);
        SequencedMap<String, Expressions> expressions = new LinkedHashMap<>();
        int keys = 0;
        for (Map.Entry<String, Structure> table : tables.entrySet()) {
            expressions.put(table.getKey(), check(table.getValue()));
            keys += table.getValue().attributeMaps("Keys").size();
            if (keys > Limits.BATCH_GET_KEYS_MAX) {
                throw DynamoDbException.validation(
                        "Too many items requested for the BatchGetItem call");
            }
        }
        List<String> names = new ArrayList<>();
        List<KeysOfTable> wanted = new ArrayList<>();
        tables.forEach((name, table) -> {
            names.add(name);
            wanted.add(
                    keysOfTable(
                            name,
                            table,
                            expressions.getOrDefault(name, expressions.firstEntry().getValue())));
        });
        wanted.forEach(table -> core.serving(table.table()));
        BatchGetReply got = core.await(by -> core.items().batchGet(new BatchGet(wanted), by));
        return reply(request, names, wanted, got);
    }

    /// Across tables, too, expressions and their legacy form do not mix.
    private static void checkMixed(SequencedMap<String, Structure> tables) {
        boolean expressions =
                tables.values().stream().anyMatch(table -> table.has("ProjectionExpression"));
        boolean legacy = tables.values().stream().anyMatch(table -> table.has("AttributesToGet"));
        if (expressions && legacy) {
            throw DynamoDbException.validation(
                    "Can not use both expression and non-expression parameters in the same request:"
                            + " Non-expression parameters: {AttributesToGet} Expression parameters:"
                            + " {ProjectionExpression}");
        }
    }

    private Expressions check(Structure table) {
        ParameterCheck.expressionsOrLegacy(
                table, List.of("ProjectionExpression"), List.of("AttributesToGet"), Wording.BARE);
        ParameterCheck.attributesToGet(table);
        Expressions expressions =
                LegacyParameters.rewritten(table, core.expressions().check(table, Wording.BARE));
        Set<Map<String, AttributeValue>> seen = new HashSet<>();
        for (AttributeMap key : table.attributeMaps("Keys")) {
            ValueCheck.values(key, Wording.BARE);
            if (!seen.add(key.values())) {
                throw DynamoDbException.validation(
                        "Provided list of item keys contains duplicates");
            }
        }
        return expressions;
    }

    private static KeysOfTable keysOfTable(String name, Structure table, Expressions expressions) {
        List<Item> keys = table.attributeMaps("Keys").stream().map(AttributeMap::item).toList();
        return new KeysOfTable(
                Core.name(name),
                keys,
                Requests.read(table),
                expressions.projection(),
                expressions.substitutions());
    }

    private static byte[] reply(
            Structure request, List<String> names, List<KeysOfTable> wanted, BatchGetReply got) {
        ConsumedCapacity capacity = ConsumedCapacity.wanted(request);
        SequencedMap<String, Structure> tables = request.entries("RequestItems");
        return JsonReply.object(reply -> {
            reply.startObject("Responses");
            for (int t = 0; t < names.size(); t++) {
                reply.startList(names.get(t));
                for (EncodedItem item : got.tables().get(t).items()) {
                    reply.item(item.item());
                }
                reply.endList();
            }
            reply.endObject();
            reply.startObject("UnprocessedKeys");
            for (KeysOfTable rest : got.unprocessed()) {
                String name = nameOf(rest, names, wanted);
                unprocessed(reply, name, rest, tables.getOrDefault(name, request));
            }
            reply.endObject();
            if (capacity != ConsumedCapacity.NONE) {
                reply.startList("ConsumedCapacity");
                for (int t = 0; t < names.size(); t++) {
                    capacity.writeElement(reply, names.get(t), got.tables().get(t).capacityUnits());
                }
                reply.endList();
            }
        });
    }

    /// As the request named the table: its name or its ARN.
    private static String nameOf(KeysOfTable rest, List<String> names, List<KeysOfTable> wanted) {
        for (int t = 0; t < names.size(); t++) {
            if (wanted.get(t).table().equals(rest.table())) {
                return names.get(t);
            }
        }
        return rest.table().value();
    }

    private static void unprocessed(JsonReply reply, String name, KeysOfTable rest, Structure asked)
            throws IOException {
        reply.startObject(name);
        reply.startList("Keys");
        for (Item key : rest.keys()) {
            reply.item(key);
        }
        reply.endList();
        if (asked.has("ProjectionExpression")) {
            reply.text("ProjectionExpression", asked.text("ProjectionExpression", ""));
        }
        SequencedMap<String, String> placeholders = asked.entries("ExpressionAttributeNames");
        if (!placeholders.isEmpty()) {
            reply.startObject("ExpressionAttributeNames");
            for (Map.Entry<String, String> entry : placeholders.entrySet()) {
                reply.text(entry.getKey(), entry.getValue());
            }
            reply.endObject();
        }
        if (asked.has("AttributesToGet")) {
            reply.startList("AttributesToGet");
            for (String attribute : asked.texts("AttributesToGet")) {
                reply.element(attribute);
            }
            reply.endList();
        }
        if (asked.has("ConsistentRead")) {
            reply.flag("ConsistentRead", asked.flag("ConsistentRead"));
        }
        reply.endObject();
    }
}
