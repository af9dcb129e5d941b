package io.kvasir.router.app;

import io.kvasir.router.auth.Authenticator;
import io.kvasir.router.auth.CredentialsFile;
import io.kvasir.router.dynamodb.DynamoDbEndpoint;
import io.kvasir.router.dynamodb.operation.Operations;
import io.kvasir.router.dynamodb.operation.TableArn;
import io.kvasir.router.grpc.ClusterService;
import io.kvasir.router.grpc.DataService;
import io.kvasir.router.grpc.Door;
import io.kvasir.router.grpc.TablesService;
import io.kvasir.router.http.HelidonHttpServer;
import io.kvasir.router.http.HttpServer;
import io.kvasir.router.limit.RequestLimit;
import io.kvasir.router.metrics.RouterMetrics;
import io.kvasir.routing.RoutingConfig;
import io.kvasir.routing.RoutingCore;
import io.kvasir.routing.partiql.StatementService;
import io.kvasir.runtime.http.AdminServer;
import io.kvasir.runtime.http.Metrics;
import io.kvasir.runtime.rpc.RpcServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A router, running. It listens from the start and serves from its first map on.
public final class Router implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final String SERVICE_SIGNED_FOR = "dynamodb";

    private final RouterConfig config;
    private final RoutingCore core;
    private final RpcServer grpc;
    private final AdminServer http;
    private final HttpServer dynamodb;
    private final Deque<AutoCloseable> closeables;

    private Router(
            RouterConfig config,
            RoutingCore core,
            RpcServer grpc,
            AdminServer http,
            HttpServer dynamodb,
            Deque<AutoCloseable> closeables) {
        this.config = config;
        this.core = core;
        this.grpc = grpc;
        this.http = http;
        this.dynamodb = dynamodb;
        this.closeables = closeables;
    }

    /// @throws java.io.UncheckedIOException where an address cannot be bound; nothing is left open
    public static Router start(RouterConfig config) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            return start(config, opened);
        } catch (RuntimeException e) {
            closeAll(opened);
            throw e;
        }
    }

    private static Router start(RouterConfig config, Deque<AutoCloseable> opened) {
        PrometheusMeterRegistry registry = Metrics.registry("router", config.name());
        opened.push(registry::close);
        RouterMetrics metrics = new RouterMetrics(registry);
        RoutingConfig routing = RoutingConfig.of(config.controlPlanes()).withZone(config.zone());
        RoutingCore core =
                RoutingCore.start(
                        config.mapCache().map(routing::withMapFile).orElse(routing), metrics);
        opened.push(core);
        RequestLimit limit = new RequestLimit(config.requestsMax());
        Door door = new Door(limit, metrics, config.requestTimeout(), System::nanoTime);
        metrics.gauge("kvasir.requests.under.way", "Requests under way", limit::underWay);
        metrics.gauge(
                "kvasir.storage.calls.in.flight",
                "Calls to storage nodes under way",
                core::inFlight);
        metrics.gauge(
                "kvasir.map.watching",
                "1 where the map is kept up by a control plane",
                () -> core.isWatching() ? 1 : 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        opened.push(threads::shutdownNow);
        StatementService statements =
                new StatementService(core.data(), core.catalog()::serving, threads);
        DataService dataService = new DataService(core.data(), statements, door, threads);
        RpcServer grpc =
                RpcServer.start(
                        config.host(),
                        config.grpcPort(),
                        List.of(
                                dataService,
                                new TablesService(core, door),
                                new ClusterService(core, door)),
                        List.of());
        opened.push(grpc);
        opened.push(dataService);
        AdminServer http =
                AdminServer.start(config.host(), config.httpPort(), registry, core::notReady);
        opened.push(http);
        HttpServer dynamodb = startDynamoDb(config, core, limit, metrics);
        opened.push(dynamodb);
        var _ = core.cache().watch(map -> grpc.setServing(map.isComplete()));
        grpc.setServing(core.map().isComplete());
        LOG.info(
                "Router {} listens: gRPC {}:{}, DynamoDB {}:{}, metrics and health {}:{}",
                config.name(),
                config.host(),
                grpc.port(),
                config.host(),
                dynamodb.port(),
                config.host(),
                http.port());
        return new Router(config, core, grpc, http, dynamodb, opened);
    }

    private static HttpServer startDynamoDb(
            RouterConfig config, RoutingCore core, RequestLimit limit, RouterMetrics metrics) {
        TableArn arn = config.dynamodb().arn();
        Clock clock = Clock.systemUTC();
        Authenticator authenticator =
                config.dynamodb()
                        .credentials()
                        .map(file ->
                                Authenticator.verifying(
                                        CredentialsFile.read(file), SERVICE_SIGNED_FOR, clock))
                        .orElseGet(() -> Authenticator.accepting(clock));
        DynamoDbEndpoint endpoint =
                new DynamoDbEndpoint(
                        Operations.of(core.data(), core.tables(), arn, config.requestTimeout()),
                        authenticator,
                        arn.region(),
                        limit,
                        (operation, outcome, nanos) ->
                                metrics.requested("dynamodb", operation, outcome, nanos));
        return HelidonHttpServer.start(
                config.host(), config.dynamodbPort(), DynamoDbEndpoint.BODY_BYTES_MAX, endpoint);
    }

    public RouterConfig config() {
        return config;
    }

    /// `host:port` of `kvasir.v1`.
    public String grpcAddress() {
        return config.host() + ":" + grpc.port();
    }

    public int grpcPort() {
        return grpc.port();
    }

    public int httpPort() {
        return http.port();
    }

    public int dynamodbPort() {
        return dynamodb.port();
    }

    public RoutingCore core() {
        return core;
    }

    /// Why requests cannot be served now; empty when they can.
    public Optional<String> notReady() {
        return core.notReady();
    }

    @Override
    public void close() {
        closeAll(closeables);
    }

    private static void closeAll(Deque<AutoCloseable> opened) {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOG.warn("Closing a part of the router failed", e);
            }
        }
    }
}
