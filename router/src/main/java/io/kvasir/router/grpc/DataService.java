package io.kvasir.router.grpc;

import com.google.protobuf.Message;
import io.grpc.BindableService;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.kvasir.proto.internal.v1.RawBatchGetItemResponse;
import io.kvasir.proto.internal.v1.RawExchangeReplies;
import io.kvasir.proto.internal.v1.RawGetItemResponse;
import io.kvasir.proto.internal.v1.RawPageResponse;
import io.kvasir.proto.internal.v1.RawWriteItemResponse;
import io.kvasir.proto.v1.DataGrpc;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.partiql.StatementService;
import io.kvasir.routing.request.TransactGet;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.wire.DataReplies;
import io.kvasir.routing.wire.DataRequests;
import io.kvasir.routing.wire.TransactionReplies;
import io.kvasir.routing.wire.TransactionRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// `kvasir.v1.Data`. Replies are written from stored bytes, so items pass through unparsed: the
/// service's methods carry marshallers of replies that are the same on the wire.
public final class DataService implements BindableService, AutoCloseable {
    private final DataPlane data;
    private final StatementService statements;
    private final Door door;
    private final Exchanges exchanges;

    /// @param threads writes the answers of calls that carry many
    public DataService(DataPlane data, StatementService statements, Door door, Executor threads) {
        this.data = data;
        this.statements = statements;
        this.door = door;
        this.exchanges = new Exchanges(data, door, threads);
    }

    /// Before the server stops: has clients send what follows elsewhere.
    @Override
    public void close() {
        exchanges.close();
    }

    @Override
    public ServerServiceDefinition bindService() {
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        methods.add(
                method(
                        raw(DataGrpc.getGetItemMethod(), RawGetItemResponse.getDefaultInstance()),
                        (request, deadline) ->
                                data.get(DataRequests.of(request), deadline)
                                        .thenApply(DataReplies::of)));
        methods.add(
                method(
                        raw(DataGrpc.getPutItemMethod(), RawWriteItemResponse.getDefaultInstance()),
                        (request, deadline) ->
                                data.put(DataRequests.of(request), deadline)
                                        .thenApply(DataReplies::of)));
        methods.add(
                method(
                        raw(
                                DataGrpc.getUpdateItemMethod(),
                                RawWriteItemResponse.getDefaultInstance()),
                        (request, deadline) ->
                                data.update(DataRequests.of(request), deadline)
                                        .thenApply(DataReplies::of)));
        methods.add(
                method(
                        raw(
                                DataGrpc.getDeleteItemMethod(),
                                RawWriteItemResponse.getDefaultInstance()),
                        (request, deadline) ->
                                data.delete(DataRequests.of(request), deadline)
                                        .thenApply(DataReplies::of)));
        addPagesAndBatches(methods);
        addTransactions(methods);
        addStatements(methods);
        methods.add(
                ServerMethodDefinition.create(
                        raw(DataGrpc.getExchangeMethod(), RawExchangeReplies.getDefaultInstance()),
                        ServerCalls.asyncBidiStreamingCall(exchanges::begin)));
        return definition(methods);
    }

    private void addPagesAndBatches(List<ServerMethodDefinition<?, ?>> methods) {
        methods.add(
                method(
                        raw(DataGrpc.getQueryMethod(), RawPageResponse.getDefaultInstance()),
                        (request, deadline) ->
                                data.query(DataRequests.of(request), deadline)
                                        .thenApply(DataReplies::of)));
        methods.add(
                method(
                        raw(DataGrpc.getScanMethod(), RawPageResponse.getDefaultInstance()),
                        (request, deadline) ->
                                data.scan(DataRequests.of(request), deadline)
                                        .thenApply(DataReplies::of)));
        methods.add(
                method(
                        raw(
                                DataGrpc.getBatchGetItemMethod(),
                                RawBatchGetItemResponse.getDefaultInstance()),
                        (request, deadline) ->
                                data.batchGet(DataRequests.of(request), deadline)
                                        .thenApply(DataReplies::of)));
        methods.add(
                method(
                        DataGrpc.getBatchWriteItemMethod(),
                        (request, deadline) ->
                                data.batchWrite(DataRequests.of(request), deadline)
                                        .thenApply(reply -> DataReplies.of(reply, request))));
    }

    private void addTransactions(List<ServerMethodDefinition<?, ?>> methods) {
        methods.add(
                method(
                        DataGrpc.getTransactWriteMethod(),
                        (request, deadline) -> {
                            TransactWrite write = TransactionRequests.of(request);
                            return data.transactWrite(write, deadline)
                                    .thenApply(outcome -> TransactionReplies.of(outcome, write));
                        }));
        methods.add(
                method(
                        DataGrpc.getTransactGetMethod(),
                        (request, deadline) -> {
                            TransactGet get = TransactionRequests.of(request);
                            return data.transactGet(get, deadline)
                                    .thenApply(found -> TransactionReplies.of(found, get));
                        }));
    }

    private void addStatements(List<ServerMethodDefinition<?, ?>> methods) {
        methods.add(method(DataGrpc.getExecuteStatementMethod(), statements::execute));
        methods.add(method(DataGrpc.getBatchExecuteStatementMethod(), statements::executeBatch));
        methods.add(method(DataGrpc.getExecuteTransactionMethod(), statements::executeTransaction));
    }

    private interface Handler<Q, R> {
        CompletableFuture<R> handle(Q request, Deadline deadline);
    }

    private <Q, R> ServerMethodDefinition<Q, R> method(
            MethodDescriptor<Q, R> method, Handler<Q, R> handler) {
        String operation = String.valueOf(method.getBareMethodName());
        return ServerMethodDefinition.create(
                method,
                ServerCalls.asyncUnaryCall((request, observer) ->
                        door.answer(
                                operation,
                                observer,
                                deadline -> handler.handle(request, deadline))));
    }

    private static <Q, R extends Message> MethodDescriptor<Q, R> raw(
            MethodDescriptor<Q, ?> method, R reply) {
        return method.toBuilder(method.getRequestMarshaller(), ProtoUtils.marshaller(reply))
                .build();
    }

    private static ServerServiceDefinition definition(List<ServerMethodDefinition<?, ?>> methods) {
        ServiceDescriptor generated = DataGrpc.getServiceDescriptor();
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(generated.getName())
                        .setSchemaDescriptor(generated.getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition =
                ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }
}
