package io.kvasir.client.transport;

import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.kvasir.proto.Errors;
import io.kvasir.proto.v1.BatchExecuteStatementRequest;
import io.kvasir.proto.v1.BatchGetItemRequest;
import io.kvasir.proto.v1.BatchWriteItemRequest;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.DataGrpc;
import io.kvasir.proto.v1.DeleteItemRequest;
import io.kvasir.proto.v1.ExecuteStatementRequest;
import io.kvasir.proto.v1.ExecuteTransactionRequest;
import io.kvasir.proto.v1.GetItemRequest;
import io.kvasir.proto.v1.PutItemRequest;
import io.kvasir.proto.v1.QueryRequest;
import io.kvasir.proto.v1.ScanRequest;
import io.kvasir.proto.v1.TablesGrpc;
import io.kvasir.proto.v1.TransactGetRequest;
import io.kvasir.proto.v1.TransactWriteRequest;
import io.kvasir.proto.v1.UpdateItemRequest;
import io.kvasir.routing.DataPlane;
import io.kvasir.routing.RoutingCore;
import io.kvasir.routing.partiql.StatementService;
import io.kvasir.routing.request.TransactGet;
import io.kvasir.routing.request.TransactWrite;
import io.kvasir.routing.rpc.CallResult;
import io.kvasir.routing.wire.DataReplies;
import io.kvasir.routing.wire.DataRequests;
import io.kvasir.routing.wire.TransactionReplies;
import io.kvasir.routing.wire.TransactionRequests;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Holds the partition map and talks to the storage nodes itself. Requests on tables and the
/// cluster go to where the map comes from.
public final class DirectTransport implements Transport {
    private static final String DATA = DataGrpc.SERVICE_NAME;
    private static final Set<MethodDescriptor<?, ?>> WRITES =
            Set.of(
                    TablesGrpc.getCreateTableMethod(),
                    TablesGrpc.getDeleteTableMethod(),
                    ClusterGrpc.getSplitPartitionMethod(),
                    ClusterGrpc.getMergePartitionsMethod(),
                    ClusterGrpc.getMovePartitionMethod(),
                    ClusterGrpc.getTransferLeaderMethod(),
                    ClusterGrpc.getChangeNodeMethod());

    private final RoutingCore core;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final StatementService statements;

    /// @param core closed with this
    public DirectTransport(RoutingCore core) {
        this.core = core;
        this.statements = new StatementService(core.data(), core.catalog()::serving, threads);
    }

    @Override
    public <Q, R> CompletableFuture<CallResult<R>> send(
            MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
        CompletableFuture<?> reply;
        try {
            reply =
                    DATA.equals(method.getServiceName())
                            ? data(request, deadline)
                            : core.controlPlane()
                                    .call(method, request, WRITES.contains(method), deadline);
        } catch (RuntimeException e) {
            reply = CompletableFuture.failedFuture(e);
        }
        return reply.handle((value, thrown) -> thrown == null ? answered(value) : failed(thrown));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        core.close();
    }

    private CompletableFuture<?> data(Object request, Deadline deadline) {
        DataPlane data = core.data();
        return switch (request) {
            case GetItemRequest get ->
                    data.get(DataRequests.of(get), deadline).thenApply(DataReplies::parsed);
            case PutItemRequest put ->
                    data.put(DataRequests.of(put), deadline).thenApply(DataReplies::parsed);
            case UpdateItemRequest update ->
                    data.update(DataRequests.of(update), deadline).thenApply(DataReplies::parsed);
            case DeleteItemRequest delete ->
                    data.delete(DataRequests.of(delete), deadline).thenApply(DataReplies::parsed);
            case QueryRequest query ->
                    data.query(DataRequests.of(query), deadline).thenApply(DataReplies::parsed);
            case ScanRequest scan ->
                    data.scan(DataRequests.of(scan), deadline).thenApply(DataReplies::parsed);
            case BatchGetItemRequest batch ->
                    data.batchGet(DataRequests.of(batch), deadline).thenApply(DataReplies::parsed);
            case BatchWriteItemRequest batch ->
                    data.batchWrite(DataRequests.of(batch), deadline)
                            .thenApply(written -> DataReplies.of(written, batch));
            case TransactWriteRequest wire -> {
                TransactWrite write = TransactionRequests.of(wire);
                yield data.transactWrite(write, deadline)
                        .thenApply(outcome -> TransactionReplies.of(outcome, write));
            }
            case TransactGetRequest wire -> {
                TransactGet get = TransactionRequests.of(wire);
                yield data.transactGet(get, deadline)
                        .thenApply(found -> TransactionReplies.of(found, get));
            }
            case ExecuteStatementRequest statement -> statements.execute(statement, deadline);
            case BatchExecuteStatementRequest batch -> statements.executeBatch(batch, deadline);
            case ExecuteTransactionRequest transaction ->
                    statements.executeTransaction(transaction, deadline);
            default ->
                    throw new IllegalArgumentException(
                            request.getClass().getSimpleName() + " is not known in direct mode");
        };
    }

    @SuppressWarnings("unchecked") // The method's own reply, as `data` and the protocol pair them.
    private static <R> CallResult<R> answered(Object value) {
        return new CallResult.Answered<>((R) value);
    }

    private static <R> CallResult<R> failed(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        return new CallResult.Failed<>(Errors.toStatus(Errors.of(cause)), true);
    }
}
