package io.kvasir.routing.partiql;

import io.grpc.Deadline;
import io.kvasir.model.Limits;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.expression.partiql.Returning;
import io.kvasir.model.expression.partiql.Statement;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.table.Table;
import io.kvasir.model.table.TableName;
import io.kvasir.proto.Errors;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.v1.BatchExecuteStatementRequest;
import io.kvasir.proto.v1.BatchExecuteStatementResponse;
import io.kvasir.proto.v1.ExecuteStatementRequest;
import io.kvasir.proto.v1.ExecuteStatementResponse;
import io.kvasir.proto.v1.ExecuteTransactionRequest;
import io.kvasir.proto.v1.ExecuteTransactionResponse;
import io.kvasir.proto.v1.FoundItem;
import io.kvasir.proto.v1.StatementResult;
import io.kvasir.proto.v1.TransactGetResponse;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.GetReply;
import io.kvasir.routing.request.ReadOptions;
import io.kvasir.routing.request.ReplyInfo;
import io.kvasir.routing.request.TransactGet;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.request.TransactWrite.Action;
import io.kvasir.routing.request.WriteReply;
import io.kvasir.routing.wire.DataReplies;
import io.kvasir.routing.wire.DataRequests;
import io.kvasir.routing.wire.TransactionReplies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The PartiQL part of `kvasir.v1.Data`. Each call runs on a thread of `threads`, virtual ones: it
/// may wait for several answers.
public final class StatementService {
    private static final int BATCH_STATEMENTS_MAX = 25;
    private static final int STATEMENT_CHARS_MAX = 8192;
    private static final String DUPLICATE = "Duplicate primary key exists in table";

    private final DataPlane items;
    private final Tables tables;
    private final Executor threads;

    /// Looks up tables that serve items.
    @FunctionalInterface
    public interface Tables {
        CompletableFuture<Table> serving(TableName name, Deadline deadline);
    }

    public StatementService(DataPlane items, Tables tables, Executor threads) {
        this.items = items;
        this.tables = tables;
        this.threads = threads;
    }

    public CompletableFuture<ExecuteStatementResponse> execute(
            ExecuteStatementRequest request, Deadline deadline) {
        return CompletableFuture.supplyAsync(() -> executed(request, deadline), threads);
    }

    public CompletableFuture<BatchExecuteStatementResponse> executeBatch(
            BatchExecuteStatementRequest request, Deadline deadline) {
        return CompletableFuture.supplyAsync(() -> batch(request, deadline), threads);
    }

    public CompletableFuture<ExecuteTransactionResponse> executeTransaction(
            ExecuteTransactionRequest request, Deadline deadline) {
        return CompletableFuture.supplyAsync(() -> transaction(request, deadline), threads);
    }

    private ExecuteStatementResponse executed(ExecuteStatementRequest request, Deadline deadline) {
        Statement statement = parsed(request.getStatement());
        requireNoExists(statement);
        Table table = table(statement, deadline);
        if (statement instanceof Statement.Select select) {
            return selected(request, select, table, deadline);
        }
        if (!request.getNextToken().isEmpty()) {
            throw new InvalidArgumentException("next_token belongs to SELECT statements only");
        }
        Action action = action(request.getStatement(), statement, table);
        WriteReply written;
        try {
            written = DataPlane.await(write(action, deadline));
        } catch (RequestFailedException e) {
            throw named(action, e.failure()).toException();
        }
        ExecuteStatementResponse.Builder reply =
                ExecuteStatementResponse.newBuilder().setInfo(DataReplies.info(written.info()));
        attributes(written).ifPresent(item -> reply.addItems(ItemCodec.toWire(item)));
        return reply.build();
    }

    private ExecuteStatementResponse selected(
            ExecuteStatementRequest request,
            Statement.Select select,
            Table table,
            Deadline deadline) {
        if (request.getLimit() < 0) {
            throw new InvalidArgumentException("limit does not fit in 31 bits");
        }
        int fingerprint =
                Position.fingerprint(
                        request.getStatement().getText(), parameters(request.getStatement()));
        Position from =
                request.getNextToken().isEmpty()
                        ? Position.START
                        : Position.ofToken(request.getNextToken(), fingerprint);
        SelectRun.Reply found =
                new SelectRun(select, table)
                        .read(
                                items,
                                from,
                                request.getLimit(),
                                DataRequests.read(request.getOptions()),
                                deadline);
        ExecuteStatementResponse.Builder reply = ExecuteStatementResponse.newBuilder();
        found.items().forEach(item -> reply.addItems(ItemCodec.toWire(item)));
        found.next().ifPresent(next -> reply.setNextToken(next.token(fingerprint)));
        reply.setInfo(DataReplies.info(found.info()));
        return reply.build();
    }

    private BatchExecuteStatementResponse batch(
            BatchExecuteStatementRequest request, Deadline deadline) {
        requireCount(request.getStatementsCount(), BATCH_STATEMENTS_MAX);
        List<Statement> statements =
                request.getStatementsList().stream().map(StatementService::parsed).toList();
        statements.forEach(StatementService::requireNoExists);
        if (statements.stream().map(Statement.Select.class::isInstance).distinct().count() > 1) {
            throw new InvalidArgumentException(
                    "Read and write statements cannot be mixed in the same batch");
        }
        ReadOptions options = DataRequests.read(request.getOptions());
        List<Supplier<Result>> started = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            started.add(start(request.getStatements(i), statements.get(i), options, deadline));
        }
        BatchExecuteStatementResponse.Builder reply = BatchExecuteStatementResponse.newBuilder();
        ReplyInfo info = ReplyInfo.NONE;
        for (Supplier<Result> each : started) {
            Result result = each.get();
            info = info.and(result.info());
            reply.addResults(result.wire());
        }
        return reply.setInfo(DataReplies.info(info)).build();
    }

    private record Result(StatementResult wire, ReplyInfo info) {
        static Result of(Optional<Item> item, ReplyInfo info) {
            StatementResult.Builder wire = StatementResult.newBuilder();
            item.ifPresent(found -> wire.setItem(ItemCodec.toWire(found)));
            return new Result(wire.build(), info);
        }

        static Result failed(RequestFailure failure) {
            return new Result(
                    StatementResult.newBuilder().setError(Errors.toWire(failure)).build(),
                    ReplyInfo.NONE);
        }
    }

    private Supplier<Result> start(
            io.kvasir.proto.v1.Statement wire,
            Statement statement,
            ReadOptions options,
            Deadline deadline) {
        try {
            Table table = table(statement, deadline);
            if (statement instanceof Statement.Select select) {
                KeyedSelect keyed = keyed(select, table, options);
                CompletableFuture<GetReply> reading = items.get(keyed.request(), deadline);
                return ended(reading, got -> Result.of(keyed.result(got.item()), got.info()));
            }
            Action action = action(wire, statement, table);
            CompletableFuture<WriteReply> writing = write(action, deadline);
            return ended(
                    writing,
                    written -> Result.of(attributes(written), written.info()),
                    failure -> named(action, failure));
        } catch (RequestFailedException | InvalidArgumentException e) {
            Result failed = Result.failed(Errors.of(e));
            return () -> failed;
        }
    }

    private static <R> Supplier<Result> ended(
            CompletableFuture<R> reply, Function<R, Result> result) {
        return ended(reply, result, failure -> failure);
    }

    private static <R> Supplier<Result> ended(
            CompletableFuture<R> reply,
            Function<R, Result> result,
            UnaryOperator<RequestFailure> naming) {
        return () -> {
            try {
                return result.apply(DataPlane.await(reply));
            } catch (RequestFailedException e) {
                return Result.failed(naming.apply(e.failure()));
            }
        };
    }

    private ExecuteTransactionResponse transaction(
            ExecuteTransactionRequest request, Deadline deadline) {
        requireCount(request.getStatementsCount(), Limits.TRANSACTION_ACTIONS_MAX);
        List<Statement> statements =
                request.getStatementsList().stream().map(StatementService::parsed).toList();
        long reads = statements.stream().filter(Statement.Select.class::isInstance).count();
        if (reads > 0 && reads < statements.size()) {
            throw new InvalidArgumentException(
                    "The entire transaction must consist of either read statements or write"
                            + " statements, you cannot mix both in one transaction");
        }
        return reads > 0
                ? readTransaction(statements, deadline)
                : writeTransaction(request, statements, deadline);
    }

    private ExecuteTransactionResponse readTransaction(
            List<Statement> statements, Deadline deadline) {
        List<KeyedSelect> selects = new ArrayList<>();
        for (Statement statement : statements) {
            selects.add(
                    keyed(
                            (Statement.Select) statement,
                            table(statement, deadline),
                            ReadOptions.STRONG));
        }
        TransactGet get = new TransactGet(selects.stream().map(KeyedSelect::request).toList());
        var found = DataPlane.await(items.transactGet(get, deadline));
        TransactGetResponse units = TransactionReplies.of(found, get);
        ExecuteTransactionResponse.Builder reply =
                ExecuteTransactionResponse.newBuilder().setInfo(units.getInfo());
        for (int i = 0; i < selects.size(); i++) {
            FoundItem.Builder item = FoundItem.newBuilder();
            selects.get(i)
                    .result(found.items().get(i).item())
                    .ifPresent(each -> item.setItem(ItemCodec.toWire(each)));
            reply.addItems(item);
        }
        return reply.build();
    }

    private ExecuteTransactionResponse writeTransaction(
            ExecuteTransactionRequest request, List<Statement> statements, Deadline deadline) {
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            Statement statement = statements.get(i);
            requireNoReturning(statement);
            actions.add(action(request.getStatements(i), statement, table(statement, deadline)));
        }
        TransactWrite write = new TransactWrite(actions, request.getClientRequestToken());
        var outcome = DataPlane.await(items.transactWrite(write, deadline));
        ExecuteTransactionResponse.Builder reply =
                ExecuteTransactionResponse.newBuilder()
                        .setInfo(TransactionReplies.of(outcome, write).getInfo());
        actions.forEach(action -> reply.addItems(FoundItem.getDefaultInstance()));
        return reply.build();
    }

    private static void requireNoReturning(Statement statement) {
        Returning returning =
                switch (statement) {
                    case Statement.Update update -> update.returning();
                    case Statement.Delete delete -> delete.returning();
                    case Statement.Insert insert -> Returning.NONE;
                    case Statement.Select select -> Returning.NONE;
                    case Statement.Exists exists -> Returning.NONE;
                };
        if (returning != Returning.NONE) {
            throw new InvalidArgumentException(
                    "RETURNING clause is not supported in ExecuteTransaction.");
        }
    }

    private static void requireCount(int count, int most) {
        if (count < 1 || count > most) {
            throw new InvalidArgumentException(
                    "the request has " + count + " statements; it must have 1 to " + most);
        }
    }

    private static void requireNoExists(Statement statement) {
        if (statement instanceof Statement.Exists) {
            throw new InvalidArgumentException("EXISTS() is only supported in ExecuteTransaction");
        }
    }

    private static Statement parsed(io.kvasir.proto.v1.Statement wire) {
        int length = wire.getText().length();
        if (length < 1 || length > STATEMENT_CHARS_MAX) {
            throw new InvalidArgumentException(
                    "the statement has "
                            + length
                            + " characters; it must have 1 to "
                            + STATEMENT_CHARS_MAX);
        }
        return Statement.parse(wire.getText(), parameters(wire));
    }

    private static List<AttributeValue> parameters(io.kvasir.proto.v1.Statement wire) {
        return wire.getParametersList().stream().map(ItemCodec::fromWire).toList();
    }

    private Table table(Statement statement, Deadline deadline) {
        return DataPlane.await(tables.serving(new TableName(statement.table()), deadline));
    }

    private static KeyedSelect keyed(Statement.Select select, Table table, ReadOptions options) {
        if (select.index().isPresent()) {
            throw new InvalidArgumentException("The table does not have the specified index");
        }
        return new KeyedSelect(select, table, options);
    }

    private static Action action(
            io.kvasir.proto.v1.Statement wire, Statement statement, Table table) {
        return StatementWrites.action(statement, table, wire.getReturnItemOnConditionFailure());
    }

    private CompletableFuture<WriteReply> write(Action action, Deadline deadline) {
        return switch (action) {
            case Action.Put put -> items.put(put.request(), deadline);
            case Action.Update update -> items.update(update.request(), deadline);
            case Action.Delete delete -> items.delete(delete.request(), deadline);
            case Action.Check check ->
                    throw new IllegalArgumentException("a check is part of a transaction");
        };
    }

    private static Optional<Item> attributes(WriteReply written) {
        return written.attributes().map(EncodedItem::item).filter(item -> !item.isEmpty());
    }

    /// The failure of a write in the words of its statement: an INSERT that met an item says so.
    private static RequestFailure named(Action action, RequestFailure failure) {
        return action instanceof Action.Put && failure.code() == ErrorCode.CONDITION_FAILED
                ? new RequestFailure(
                        failure.code(), DUPLICATE, failure.item(), failure.retryAfter())
                : failure;
    }
}
