package io.kvasir.client;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.proto.Errors;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.v1.BatchExecuteStatementRequest;
import io.kvasir.proto.v1.BatchExecuteStatementResponse;
import io.kvasir.proto.v1.ConditionCheck;
import io.kvasir.proto.v1.ExecuteStatementRequest;
import io.kvasir.proto.v1.ExecuteStatementResponse;
import io.kvasir.proto.v1.ExecuteTransactionRequest;
import io.kvasir.proto.v1.ExecuteTransactionResponse;
import io.kvasir.proto.v1.FoundItem;
import io.kvasir.proto.v1.TransactGetRequest;
import io.kvasir.proto.v1.TransactGetResponse;
import io.kvasir.proto.v1.TransactWriteAction;
import io.kvasir.proto.v1.TransactWriteRequest;
import io.kvasir.proto.v1.TransactWriteResponse;
import java.util.List;
import java.util.Optional;

/// Transactions and statements as those of the protocol, and their replies.
final class TransactionMessages {
    /// Single writes of a transaction have no tokens of their own.
    private static final Requests SINGLE = new Requests(Optional.empty());

    private TransactionMessages() {}

    static TransactWriteRequest of(TransactWrite request, String token) {
        TransactWriteRequest.Builder wire =
                TransactWriteRequest.newBuilder().setClientRequestToken(token);
        request.actions().forEach(action -> wire.addActions(of(action)));
        return wire.build();
    }

    private static TransactWriteAction of(TransactWrite.Action action) {
        TransactWriteAction.Builder wire = TransactWriteAction.newBuilder();
        switch (action) {
            case TransactWrite.Action.Put put -> wire.setPut(SINGLE.of(put.request()));
            case TransactWrite.Action.Update update -> wire.setUpdate(SINGLE.of(update.request()));
            case TransactWrite.Action.Delete delete -> wire.setDelete(SINGLE.of(delete.request()));
            case TransactWrite.Action.Check check ->
                    wire.setCheck(
                            ConditionCheck.newBuilder()
                                    .setTable(check.table())
                                    .setKey(ItemCodec.toWire(check.key()))
                                    .setConditionExpression(check.condition().text())
                                    .putAllExpressionAttributeNames(check.condition().names())
                                    .putAllExpressionAttributeValues(
                                            ItemCodec.toWire(check.condition().values()))
                                    .setReturnItemOnConditionFailure(check.returnItem()));
        }
        return wire.build();
    }

    static TransactGetRequest of(TransactGet request) {
        TransactGetRequest.Builder wire = TransactGetRequest.newBuilder();
        request.items().forEach(item -> wire.addItems(SINGLE.of(item).toBuilder().clearOptions()));
        return wire.build();
    }

    static ExecuteStatementRequest of(ExecuteStatement request) {
        if (request.limit() < 0) {
            throw new InvalidArgumentException(
                    "limit is " + request.limit() + "; it must not be negative");
        }
        return ExecuteStatementRequest.newBuilder()
                .setStatement(of(request.statement()))
                .setLimit(request.limit())
                .setNextToken(request.start().orElse(""))
                .setOptions(Requests.options(request.read()))
                .build();
    }

    static BatchExecuteStatementRequest of(List<Statement> statements, ReadSettings read) {
        BatchExecuteStatementRequest.Builder wire =
                BatchExecuteStatementRequest.newBuilder().setOptions(Requests.options(read));
        statements.forEach(statement -> wire.addStatements(of(statement)));
        return wire.build();
    }

    static ExecuteTransactionRequest of(List<Statement> statements, String token) {
        ExecuteTransactionRequest.Builder wire =
                ExecuteTransactionRequest.newBuilder().setClientRequestToken(token);
        statements.forEach(statement -> wire.addStatements(of(statement)));
        return wire.build();
    }

    private static io.kvasir.proto.v1.Statement of(Statement statement) {
        io.kvasir.proto.v1.Statement.Builder wire =
                io.kvasir.proto.v1.Statement.newBuilder()
                        .setText(statement.text())
                        .setReturnItemOnConditionFailure(statement.returnItemOnConditionFailure());
        statement.parameters().forEach(value -> wire.addParameters(ItemCodec.toWire(value)));
        return wire.build();
    }

    static TransactResult of(TransactWriteResponse reply) {
        return new TransactResult(List.of(), info(reply.getInfo()));
    }

    static TransactResult of(TransactGetResponse reply) {
        return new TransactResult(
                reply.getItemsList().stream().map(TransactionMessages::found).toList(),
                info(reply.getInfo()));
    }

    static TransactResult of(ExecuteTransactionResponse reply) {
        return new TransactResult(
                reply.getItemsList().stream().map(TransactionMessages::found).toList(),
                info(reply.getInfo()));
    }

    private static Optional<io.kvasir.model.item.Item> found(FoundItem item) {
        return item.hasItem() ? Optional.of(ItemCodec.fromWire(item.getItem())) : Optional.empty();
    }

    static StatementPage of(ExecuteStatementResponse reply, Optional<Session> session) {
        return new StatementPage(
                reply.getItemsList().stream().map(ItemCodec::fromWire).toList(),
                Optional.of(reply.getNextToken()).filter(token -> !token.isEmpty()),
                Replies.info(reply.getInfo(), session));
    }

    static List<StatementResult> of(BatchExecuteStatementResponse reply) {
        return reply.getResultsList().stream()
                .map(result ->
                        new StatementResult(
                                result.hasError()
                                        ? Optional.of(
                                                KvasirException.of(
                                                        Errors.fromWire(result.getError())))
                                        : Optional.empty(),
                                result.hasItem()
                                        ? Optional.of(ItemCodec.fromWire(result.getItem()))
                                        : Optional.empty()))
                .toList();
    }

    private static ReplyInfo info(io.kvasir.proto.v1.ReplyInfo info) {
        return Replies.info(info, Optional.empty());
    }
}
