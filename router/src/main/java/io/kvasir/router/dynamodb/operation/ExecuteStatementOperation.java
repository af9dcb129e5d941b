package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.expression.partiql.Statement;
import io.kvasir.model.item.Item;
import io.kvasir.model.table.Table;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.routing.partiql.Position;
import io.kvasir.routing.partiql.SelectRun;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.TransactWrite.Action;
import io.kvasir.routing.request.WriteReply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

final class ExecuteStatementOperation implements Operation {
    private static final int TOKEN_CHARS_MAX = 32_768;
    private static final Shape.Structure INPUT =
            Shape.structure("ExecuteStatementInput")
                    .require("Statement", Statements.TEXT)
                    .with("Parameters", Statements.PARAMETERS)
                    .with("ConsistentRead", Shape.flag())
                    .with("NextToken", Shape.text().lengths(1, TOKEN_CHARS_MAX))
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY)
                    .with("Limit", Shape.integer(1, Integer.MAX_VALUE))
                    .with("ReturnValuesOnConditionCheckFailure", Shapes.ON_CONDITION_FAILURE);

    private final Core core;

    ExecuteStatementOperation(Core core) {
        this.core = core;
    }

    @Override
    public String name() {
        return "ExecuteStatement";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        Statement statement = Statements.parse(request);
        Statements.requireNoExists(statement);
        Table table = Statements.table(core, statement);
        return statement instanceof Statement.Select select
                ? select(request, select, table)
                : write(request, statement, table);
    }

    private byte[] select(Structure request, Statement.Select select, Table table) {
        int fingerprint =
                Position.fingerprint(request.text("Statement", ""), Statements.parameters(request));
        @Nullable String token = request.text("NextToken");
        @Nullable Long limit = request.whole("Limit");
        SelectRun.Reply found =
                Statements.checked(() -> {
                    SelectRun run = new SelectRun(select, table);
                    Position from =
                            token == null ? Position.START : Position.ofToken(token, fingerprint);
                    return core.await(by ->
                            CompletableFuture.completedFuture(
                                    run.read(
                                            core.items(),
                                            from,
                                            limit == null ? 0 : limit.intValue(),
                                            Requests.read(request),
                                            by)));
                });
        ConsumedCapacity capacity = ConsumedCapacity.wanted(request);
        return JsonReply.object(reply -> {
            items(reply, found.items());
            if (found.next().isPresent()) {
                Position next = found.next().get();
                reply.text("NextToken", next.token(fingerprint));
                if (next.after().isPresent()) {
                    reply.item("LastEvaluatedKey", next.after().get());
                }
            }
            capacity.write(reply, table.name().value(), found.capacityUnits());
        });
    }

    private byte[] write(Structure request, Statement statement, Table table) {
        Action action = Statements.action(statement, table, request);
        WriteReply written = await(action);
        Optional<Item> attributes =
                written.attributes().map(EncodedItem::item).filter(item -> !item.isEmpty());
        ConsumedCapacity capacity = ConsumedCapacity.wanted(request);
        return JsonReply.object(reply -> {
            items(reply, attributes.stream().toList());
            capacity.write(reply, table.name().value(), written.info().capacityUnits());
        });
    }

    private WriteReply await(Action action) {
        try {
            return core.await(by -> Statements.write(core.items(), action, by));
        } catch (DynamoDbException e) {
            throw new DynamoDbException(Statements.failure(action, e.error()));
        }
    }

    private static void items(JsonReply reply, List<Item> items) throws IOException {
        reply.startList("Items");
        for (Item item : items) {
            reply.item(item);
        }
        reply.endList();
    }
}
