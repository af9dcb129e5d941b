package io.kvasir.client;

import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.kvasir.client.transport.Retries;
import io.kvasir.client.transport.Retries.Kind;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.model.key.KeySchema;
import io.kvasir.proto.Errors;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.DataGrpc;
import io.kvasir.proto.v1.DescribeClusterRequest;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.TablesGrpc;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// The asynchronous face of a client. Futures end with a result or a `KvasirException`, at the
/// latest shortly after the deadline, and complete on virtual threads: what follows may block.
/// Cancelling a future stops further attempts, not what was already sent.
public final class KvasirAsyncClient {
    private final Retries retries;
    private final Requests requests;
    private final ClientConfig config;
    private final Executor callbacks;

    KvasirAsyncClient(Retries retries, Requests requests, ClientConfig config, Executor callbacks) {
        this.retries = retries;
        this.requests = requests;
        this.config = config;
        this.callbacks = callbacks;
    }

    public CompletableFuture<GetResult> get(GetItem request) {
        return answer(
                () ->
                        retries.call(
                                DataGrpc.getGetItemMethod(),
                                requests.of(request),
                                Kind.READ,
                                deadline(request.read().timeout())),
                reply -> Replies.of(reply, request.read().session()));
    }

    public CompletableFuture<WriteResult> put(PutItem request) {
        return answer(
                () ->
                        retries.call(
                                DataGrpc.getPutItemMethod(),
                                requests.of(request),
                                kind(request.write()),
                                deadline(request.write().timeout())),
                reply -> Replies.of(reply, request.write().session()));
    }

    public CompletableFuture<WriteResult> update(UpdateItem request) {
        return answer(
                () ->
                        retries.call(
                                DataGrpc.getUpdateItemMethod(),
                                requests.of(request),
                                kind(request.write()),
                                deadline(request.write().timeout())),
                reply -> Replies.of(reply, request.write().session()));
    }

    public CompletableFuture<WriteResult> delete(DeleteItem request) {
        return answer(
                () ->
                        retries.call(
                                DataGrpc.getDeleteItemMethod(),
                                requests.of(request),
                                kind(request.write()),
                                deadline(request.write().timeout())),
                reply -> Replies.of(reply, request.write().session()));
    }

    /// One page.
    public CompletableFuture<PageResult> query(Query request) {
        return answer(
                () ->
                        retries.call(
                                DataGrpc.getQueryMethod(),
                                requests.of(request),
                                Kind.READ,
                                deadline(request.read().timeout())),
                reply -> Replies.of(reply, request.read().session()));
    }

    /// One page.
    public CompletableFuture<PageResult> scan(Scan request) {
        return answer(
                () ->
                        retries.call(
                                DataGrpc.getScanMethod(),
                                requests.of(request),
                                Kind.READ,
                                deadline(request.read().timeout())),
                reply -> Replies.of(reply, request.read().session()));
    }

    /// Asks again for what comes back unprocessed, until the deadline.
    public CompletableFuture<BatchGetResult> batchGet(BatchGet request) {
        return answer(
                () ->
                        new BatchGetCall(retries, request, deadline(request.read().timeout()))
                                .start(),
                Function.identity());
    }

    /// Sends again what comes back undone, until the deadline.
    public CompletableFuture<BatchWriteResult> batchWrite(BatchWrite request) {
        return answer(
                () ->
                        new BatchWriteCall(retries, requests, request, deadline(request.timeout()))
                                .start(),
                Function.identity());
    }

    /// Ends when the cluster has the table; see `KvasirClient.createTable` to wait until it serves.
    public CompletableFuture<TableDescription> createTable(String name, KeySchema schema) {
        return answer(
                () ->
                        retries.call(
                                TablesGrpc.getCreateTableMethod(),
                                Requests.createTable(name, schema),
                                Kind.WRITE,
                                deadline(Optional.empty())),
                Replies::of);
    }

    public CompletableFuture<TableDescription> describeTable(String name) {
        return answer(
                () ->
                        retries.call(
                                TablesGrpc.getDescribeTableMethod(),
                                Requests.describeTable(name),
                                Kind.READ,
                                deadline(Optional.empty())),
                Replies::of);
    }

    public CompletableFuture<TableDescription> deleteTable(String name) {
        return answer(
                () ->
                        retries.call(
                                TablesGrpc.getDeleteTableMethod(),
                                Requests.deleteTable(name),
                                Kind.WRITE,
                                deadline(Optional.empty())),
                Replies::of);
    }

    /// @param after names after this one; empty: from the first
    /// @param limit 1 to 100
    public CompletableFuture<TablePage> listTables(Optional<String> after, int limit) {
        return answer(
                () ->
                        retries.call(
                                TablesGrpc.getListTablesMethod(),
                                Requests.listTables(after, limit),
                                Kind.READ,
                                deadline(Optional.empty())),
                Replies::of);
    }

    /// The cluster as operators see it, in the terms of the public protocol.
    public CompletableFuture<DescribeClusterResponse> describeCluster() {
        return answer(
                () ->
                        retries.call(
                                ClusterGrpc.getDescribeClusterMethod(),
                                DescribeClusterRequest.getDefaultInstance(),
                                Kind.READ,
                                deadline(Optional.empty())),
                Function.identity());
    }

    /// One request of an operator.
    <Q, R> CompletableFuture<R> admin(MethodDescriptor<Q, R> method, Q request, Kind kind) {
        return answer(
                () -> retries.call(method, request, kind, deadline(Optional.empty())),
                Function.identity());
    }

    private Kind kind(WriteSettings write) {
        return config.tokens() || write.clientRequestToken().isPresent()
                ? Kind.REPEATABLE_WRITE
                : Kind.WRITE;
    }

    private Deadline deadline(Optional<Duration> timeout) {
        return Deadline.after(timeout.orElse(config.timeout()).toNanos(), TimeUnit.NANOSECONDS);
    }

    private <R, T> CompletableFuture<T> answer(
            Supplier<CompletableFuture<R>> call, Function<R, T> result) {
        CompletableFuture<R> reply;
        try {
            reply = call.get();
        } catch (InvalidArgumentException invalid) {
            return CompletableFuture.failedFuture(KvasirException.of(Errors.of(invalid)));
        }
        return reply.handleAsync(
                (value, thrown) -> {
                    if (thrown == null) {
                        return result.apply(value);
                    }
                    throw asKvasir(thrown);
                },
                callbacks);
    }

    private static RuntimeException asKvasir(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        if (cause instanceof RequestFailedException failed) {
            return KvasirException.of(failed.failure());
        }
        return cause instanceof RuntimeException unchecked
                ? unchecked
                : new CompletionException(cause);
    }
}
