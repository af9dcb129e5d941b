package io.kvasir.client;

import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.kvasir.client.transport.DirectTransport;
import io.kvasir.client.transport.Retries;
import io.kvasir.client.transport.Retries.Kind;
import io.kvasir.client.transport.RouterTransport;
import io.kvasir.client.transport.Transport;
import io.kvasir.model.key.KeySchema;
import io.kvasir.proto.Errors;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.routing.RoutingConfig;
import io.kvasir.routing.RoutingCore;
import io.kvasir.routing.events.RoutingEvents;
import io.kvasir.routing.retry.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// A client of a cluster; blocking, for use from any number of threads. Make one and keep it.
///
/// Every method throws `KvasirException` or one of its subclasses where the request did not end as
/// asked, at the latest shortly after its deadline. Retries are inside: a write is sent again only
/// where that cannot do it twice, because nothing happened or because it carries a token (by
/// default each does).
public final class KvasirClient implements AutoCloseable {
    private static final long TABLE_POLL_MILLIS = 20;

    private final Transport transport;
    private final ScheduledExecutorService timer;
    private final ExecutorService callbacks;
    private final ClientConfig config;
    private final KvasirAsyncClient async;

    private KvasirClient(ClientConfig config, Transport transport, RandomGenerator dice) {
        this.config = config;
        this.transport = transport;
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("kvasir-client-timer").factory());
        this.callbacks =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("kvasir-client-", 0).factory());
        Optional<Supplier<String>> tokens =
                config.tokens()
                        ? Optional.of(() -> UUID.randomUUID().toString())
                        : Optional.empty();
        Retries retries =
                new Retries(
                        transport, new Backoff(config.pauseMin(), config.pauseMax()), timer, dice);
        this.async = new KvasirAsyncClient(retries, new Requests(tokens), config, this::callBack);
    }

    /// A client with all defaults.
    ///
    /// @param endpoints `host:port` of one or more routers
    public static KvasirClient connect(String... endpoints) {
        return builder().endpoints(List.of(endpoints)).build();
    }

    public static Builder builder() {
        return new Builder(ClientConfig.DEFAULT);
    }

    /// For tests and transports of other kinds.
    static KvasirClient over(ClientConfig config, Transport transport, RandomGenerator dice) {
        return new KvasirClient(config, transport, dice);
    }

    /// The same client without blocking.
    public KvasirAsyncClient async() {
        return async;
    }

    /// A table whose items are records of one type.
    public <T extends Record> RecordTable<T> table(String name, Class<T> type) {
        return new RecordTable<>(this, name, ItemMapper.of(type));
    }

    public GetResult get(GetItem request) {
        return await(async.get(request));
    }

    public WriteResult put(PutItem request) {
        return await(async.put(request));
    }

    public WriteResult update(UpdateItem request) {
        return await(async.update(request));
    }

    public WriteResult delete(DeleteItem request) {
        return await(async.delete(request));
    }

    /// One page.
    public PageResult query(Query request) {
        return await(async.query(request));
    }

    /// One page.
    public PageResult scan(Scan request) {
        return await(async.scan(request));
    }

    /// All or none, over any tables.
    ///
    /// @throws TransactionCanceledException with a reason for each action
    public TransactResult transactWrite(TransactWrite request) {
        return await(async.transactWrite(request));
    }

    /// Items as they were at one moment.
    public TransactResult transactGet(TransactGet request) {
        return await(async.transactGet(request));
    }

    /// One statement in PartiQL; one page of a SELECT.
    public StatementPage execute(ExecuteStatement request) {
        return await(async.execute(request));
    }

    /// Statements on single items side by side, all reads or all writes; a result for each.
    public List<StatementResult> executeBatch(List<Statement> statements) {
        return await(async.executeBatch(statements, ReadSettings.DEFAULT));
    }

    /// Statements all or none, only reads or only writes and checks.
    ///
    /// @throws TransactionCanceledException with a reason for each statement
    public TransactResult executeTransaction(List<Statement> statements) {
        return await(async.executeTransaction(statements, Optional.empty()));
    }

    /// All pages, each fetched when asked for.
    public Pages pages(Query request) {
        return new Pages(
                cursor -> query(cursor.map(request::startingAt).orElse(request)),
                request.page().start());
    }

    /// All pages, each fetched when asked for.
    public Pages pages(Scan request) {
        return new Pages(
                cursor -> scan(cursor.map(request::startingAt).orElse(request)),
                request.page().start());
    }

    /// Scans in segments, side by side, and returns when all are done.
    ///
    /// @param concurrency segments under way at once
    /// @param pages called for each page, by several threads at once
    public void scan(Scan request, int segments, int concurrency, Consumer<PageResult> pages) {
        try (ExecutorService workers =
                Executors.newFixedThreadPool(
                        Math.min(segments, concurrency), Thread.ofVirtual().factory())) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < segments; i++) {
                Scan segment = request.segment(i, segments);
                running.add(workers.submit(() -> pages(segment).forEach(pages)));
            }
            try {
                for (Future<?> segment : running) {
                    segment.get();
                }
            } catch (ExecutionException e) {
                running.forEach(segment -> segment.cancel(true));
                throw unchecked(e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                running.forEach(segment -> segment.cancel(true));
                Thread.currentThread().interrupt();
                throw new CompletionException(e);
            }
        }
    }

    public BatchGetResult batchGet(BatchGet request) {
        return await(async.batchGet(request));
    }

    public BatchWriteResult batchWrite(BatchWrite request) {
        return await(async.batchWrite(request));
    }

    /// Makes a table and waits until it serves.
    public TableDescription createTable(String name, KeySchema schema) {
        TableDescription table = await(async.createTable(name, schema));
        long start = System.nanoTime();
        while (table.state() == TableDescription.State.CREATING
                && System.nanoTime() - start < config.timeout().toNanos()) {
            sleep();
            table = describeTable(name);
        }
        return table;
    }

    public TableDescription describeTable(String name) {
        return await(async.describeTable(name));
    }

    /// The table stops serving at once and is gone when its items are.
    public TableDescription deleteTable(String name) {
        return await(async.deleteTable(name));
    }

    /// @param after names after this one; empty: from the first
    /// @param limit 1 to 100
    public TablePage listTables(Optional<String> after, int limit) {
        return await(async.listTables(after, limit));
    }

    /// The names of all tables.
    public List<String> listTables() {
        List<String> names = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            TablePage page = listTables(after, 100);
            names.addAll(page.tables());
            after = page.lastEvaluatedTable();
        } while (after.isPresent());
        return names;
    }

    /// The cluster as operators see it, in the terms of the public protocol.
    public DescribeClusterResponse describeCluster() {
        return await(async.describeCluster());
    }

    /// What operators ask of the cluster.
    public ClusterAdmin admin() {
        return new ClusterAdmin(
                new ClusterAdmin.Calls() {
                    @Override
                    public <Q, R> R call(MethodDescriptor<Q, R> method, Q request, Kind kind) {
                        return await(async.admin(method, request, kind));
                    }
                });
    }

    /// Ends what is under way.
    @Override
    public void close() {
        transport.close();
        // What pauses between two attempts still makes its last one, so that it ends.
        timer.shutdown();
        callbacks.shutdown();
    }

    /// What ends after the client was closed is told as well, on whatever thread that is.
    private void callBack(Runnable task) {
        try {
            callbacks.execute(task);
        } catch (RejectedExecutionException closed) {
            task.run();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(TABLE_POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            future.cancel(false);
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    /// With the caller's stack, which a failure made elsewhere lacks.
    private static RuntimeException unchecked(Throwable cause) {
        if (cause instanceof KvasirException failed) {
            KvasirException here = KvasirException.of(failed.failure());
            here.addSuppressed(failed);
            return here;
        }
        return cause instanceof RuntimeException runtime ? runtime : new CompletionException(cause);
    }

    /// Each method gives a changed copy.
    public static final class Builder {
        private final ClientConfig config;

        private Builder(ClientConfig config) {
            this.config = config;
        }

        /// `host:port` of one or more routers. Requests go to them in turn, and round one that does
        /// not answer.
        public Builder endpoints(List<String> endpoints) {
            return new Builder(config.withEndpoints(endpoints));
        }

        /// For requests that say nothing else; 10 s where this says nothing.
        public Builder timeout(Duration timeout) {
            return new Builder(config.withTimeout(timeout));
        }

        /// Pauses between attempts double from `min` to `max`; 10 ms and 1 s where this says
        /// nothing.
        public Builder retryPauses(Duration min, Duration max) {
            return new Builder(config.withPauses(min, max));
        }

        /// Writes carry no token unless they bring one: less to store, but a write whose answer is
        /// lost ends with `OutcomeUnknownException`.
        public Builder withoutTokens() {
            return new Builder(config.withoutTokens());
        }

        /// The client keeps the partition map, which comes from the endpoints (routers or control
        /// planes), and talks to the storage nodes itself: a hop less, for programs inside the
        /// cluster's network. Nothing else changes.
        public Builder direct() {
            return new Builder(config.directly());
        }

        public KvasirClient build() {
            RandomGenerator dice = () -> ThreadLocalRandom.current().nextLong();
            Transport transport =
                    config.direct()
                            ? new DirectTransport(
                                    RoutingCore.start(
                                            RoutingConfig.of(config.endpoints()),
                                            RoutingEvents.NONE))
                            : new RouterTransport(
                                    config.endpoints(), Builder::channel, System::nanoTime);
            return new KvasirClient(config, transport, dice);
        }

        private static ManagedChannel channel(String endpoint) {
            return NettyChannelBuilder.forTarget("dns:///" + endpoint)
                    .usePlaintext()
                    .directExecutor()
                    .maxInboundMessageSize(Replies.MESSAGE_BYTES_MAX)
                    .maxInboundMetadataSize(Errors.TRAILERS_BYTES_MAX)
                    .keepAliveTime(10, TimeUnit.SECONDS)
                    .keepAliveTimeout(5, TimeUnit.SECONDS)
                    .build();
        }
    }
}
