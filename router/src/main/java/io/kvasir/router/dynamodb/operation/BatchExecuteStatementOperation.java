package io.kvasir.router.dynamodb.operation;

import io.grpc.Deadline;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.expression.partiql.Statement;
import io.kvasir.model.item.Item;
import io.kvasir.model.table.Table;
import io.kvasir.router.dynamodb.error.DynamoDbError;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.error.ErrorMapping;
import io.kvasir.router.dynamodb.json.JsonReply;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.shape.Shape;
import io.kvasir.router.dynamodb.shape.Shapes;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.partiql.KeyedSelect;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.GetReply;
import io.kvasir.routing.request.TransactWrite.Action;
import io.kvasir.routing.request.WriteReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Statements side by side, each with an outcome of its own.
final class BatchExecuteStatementOperation implements Operation {
    private static final int STATEMENTS_MAX = 25;
    private static final Shape.Structure INPUT =
            Shape.structure("BatchExecuteStatementInput")
                    .require(
                            "Statements",
                            Shape.listOf(
                                    Shape.structure("BatchStatementRequest")
                                            .require("Statement", Statements.TEXT)
                                            .with("Parameters", Statements.PARAMETERS)
                                            .with("ConsistentRead", Shape.flag())
                                            .with(
                                                    "ReturnValuesOnConditionCheckFailure",
                                                    Shapes.ON_CONDITION_FAILURE),
                                    1,
                                    STATEMENTS_MAX))
                    .with("ReturnConsumedCapacity", Shapes.CONSUMED_CAPACITY);

    private final Core core;

    BatchExecuteStatementOperation(Core core) {
        this.core = core;
    }

    /// @param table its name; empty where the statement could not be read
    private record Outcome(
            String table, Optional<Item> item, Optional<DynamoDbError> error, double units) {
        static Outcome failed(String table, DynamoDbError error) {
            return new Outcome(table, Optional.empty(), Optional.of(error), 0);
        }
    }

    /// One statement as read, or why it could not be.
    private record Read(
            Structure given, Optional<Statement> statement, Optional<DynamoDbError> error) {
        static Read of(Structure given) {
            try {
                Statement statement = Statements.parse(given);
                Statements.requireNoExists(statement);
                return new Read(given, Optional.of(statement), Optional.empty());
            } catch (DynamoDbException e) {
                return new Read(given, Optional.empty(), Optional.of(e.error()));
            }
        }
    }

    @Override
    public String name() {
        return "BatchExecuteStatement";
    }

    @Override
    public Shape.Structure input() {
        return INPUT;
    }

    @Override
    public byte[] answer(Structure request, Call call) {
        List<Read> statements = request.structures("Statements").stream().map(Read::of).toList();
        requireOneKind(statements);
        List<Outcome> outcomes =
                core.await(by -> CompletableFuture.completedFuture(run(statements, by)));
        ConsumedCapacity capacity = ConsumedCapacity.wanted(request);
        return JsonReply.object(reply -> {
            reply.startList("Responses");
            for (Outcome outcome : outcomes) {
                write(reply, outcome);
            }
            reply.endList();
            capacity.writeAll(reply, units(outcomes));
        });
    }

    private static void requireOneKind(List<Read> statements) {
        long kinds =
                statements.stream()
                        .flatMap(read -> read.statement().stream())
                        .map(Statement.Select.class::isInstance)
                        .distinct()
                        .count();
        if (kinds > 1) {
            throw DynamoDbException.validation(
                    "Read and write statements cannot be mixed in the same batch");
        }
    }

    /// Starts all, then waits for each.
    private List<Outcome> run(List<Read> statements, Deadline by) {
        List<Supplier<Outcome>> started = new ArrayList<>();
        for (Read statement : statements) {
            started.add(start(statement, by));
        }
        return started.stream().map(Supplier::get).toList();
    }

    private Supplier<Outcome> start(Read read, Deadline by) {
        if (read.statement().isEmpty()) {
            return () -> Outcome.failed("", read.error().orElseThrow());
        }
        Statement statement = read.statement().get();
        try {
            Table table = Statements.table(core, statement);
            return statement instanceof Statement.Select select
                    ? startRead(select, table, read.given(), by)
                    : startWrite(statement, table, read.given(), by);
        } catch (DynamoDbException e) {
            return () -> Outcome.failed(statement.table(), e.error());
        }
    }

    private Supplier<Outcome> startRead(
            Statement.Select select, Table table, Structure given, Deadline by) {
        String name = table.name().value();
        KeyedSelect keyed = keyed(select, table, given);
        CompletableFuture<GetReply> reading = core.items().get(keyed.request(), by);
        return () -> {
            try {
                GetReply got = DataPlane.await(reading);
                return new Outcome(
                        name,
                        keyed.result(got.item()),
                        Optional.empty(),
                        got.info().capacityUnits());
            } catch (RequestFailedException e) {
                return Outcome.failed(name, ErrorMapping.error(e.failure()));
            }
        };
    }

    private static KeyedSelect keyed(Statement.Select select, Table table, Structure given) {
        if (select.index().isPresent()) {
            throw DynamoDbException.validation("The table does not have the specified index");
        }
        try {
            return new KeyedSelect(select, table, Requests.read(given));
        } catch (InvalidArgumentException e) {
            throw DynamoDbException.validation(
                    "Select statements within BatchExecuteStatement must specify the primary key in"
                            + " the where clause.");
        }
    }

    private Supplier<Outcome> startWrite(
            Statement statement, Table table, Structure given, Deadline by) {
        String name = table.name().value();
        Action action = Statements.action(statement, table, given);
        CompletableFuture<WriteReply> writing = Statements.write(core.items(), action, by);
        return () -> {
            try {
                WriteReply written = DataPlane.await(writing);
                Optional<Item> attributes =
                        written.attributes().map(EncodedItem::item).filter(item -> !item.isEmpty());
                return new Outcome(
                        name, attributes, Optional.empty(), written.info().capacityUnits());
            } catch (RequestFailedException e) {
                return Outcome.failed(
                        name, Statements.failure(action, ErrorMapping.error(e.failure())));
            }
        };
    }

    private static SequencedMap<String, Double> units(List<Outcome> outcomes) {
        SequencedMap<String, Double> units = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            if (outcome.error().isEmpty()) {
                units.merge(outcome.table(), outcome.units(), Double::sum);
            }
        }
        return units;
    }

    private static void write(JsonReply reply, Outcome outcome) throws IOException {
        reply.startObject();
        if (outcome.error().isPresent()) {
            DynamoDbError error = outcome.error().get();
            reply.startObject("Error");
            reply.text("Code", code(error));
            reply.text("Message", error.message());
            if (error.item().isPresent()) {
                reply.item("Item", error.item().get());
            }
            reply.endObject();
        }
        if (!outcome.table().isEmpty()) {
            reply.text("TableName", outcome.table());
        }
        if (outcome.item().isPresent()) {
            reply.item("Item", outcome.item().get());
        }
        reply.endObject();
    }

    private static String code(DynamoDbError error) {
        return switch (error.type()) {
            case CONDITIONAL_CHECK_FAILED -> "ConditionalCheckFailed";
            case DUPLICATE_ITEM -> "DuplicateItem";
            case VALIDATION -> "ValidationError";
            case RESOURCE_NOT_FOUND -> "ResourceNotFound";
            case PROVISIONED_THROUGHPUT_EXCEEDED -> "ProvisionedThroughputExceeded";
            case THROTTLING -> "ThrottlingError";
            case REQUEST_LIMIT_EXCEEDED -> "RequestLimitExceeded";
            case ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED -> "ItemCollectionSizeLimitExceeded";
            case TRANSACTION_CONFLICT -> "TransactionConflict";
            case ACCESS_DENIED -> "AccessDenied";
            default -> "InternalServerError";
        };
    }
}
