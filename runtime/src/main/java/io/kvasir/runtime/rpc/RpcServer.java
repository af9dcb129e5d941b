package io.kvasir.runtime.rpc;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A gRPC server with health and reflection. Calls run on virtual threads.
public final class RpcServer implements AutoCloseable {
    /// One item and its indexes, or one page with its overhead, stay well below.
    public static final int MESSAGE_BYTES_MAX = 20 * 1024 * 1024;

    private static final int CONCURRENT_CALLS_PER_CONNECTION_MAX = 4096;
    private static final long CLOSE_SECONDS_MAX = 5;
    private static final long KEEPALIVE_MIN_SECONDS = 1;

    private final Server server;
    private final HealthStatusManager health;
    private final ExecutorService calls;

    private RpcServer(Server server, HealthStatusManager health, ExecutorService calls) {
        this.server = server;
        this.health = health;
        this.calls = calls;
    }

    /// @param port 0 for any
    /// @throws UncheckedIOException where the address cannot be bound
    public static RpcServer start(
            String host,
            int port,
            List<BindableService> services,
            List<ServerInterceptor> interceptors) {
        HealthStatusManager health = new HealthStatusManager();
        ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
                        .executor(calls)
                        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                        .maxConcurrentCallsPerConnection(CONCURRENT_CALLS_PER_CONNECTION_MAX)
                        .permitKeepAliveTime(KEEPALIVE_MIN_SECONDS, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .addService(health.getHealthService())
                        .addService(ProtoReflectionServiceV1.newInstance());
        services.forEach(builder::addService);
        interceptors.forEach(builder::intercept);
        try {
            return new RpcServer(builder.build().start(), health, calls);
        } catch (IOException e) {
            calls.close();
            throw new UncheckedIOException(
                    "cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /// What the health service answers for the server as a whole.
    public void setServing(boolean serving) {
        health.setStatus(
                HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
                serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }

    /// Takes no new calls and lets those under way end, for a few seconds.
    @Override
    public void close() {
        health.enterTerminalState();
        server.shutdown();
        try {
            if (!server.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                server.shutdownNow();
                // The calls' threads must outlive the connections: a stream that cannot report its
                // end keeps its connection open.
                server.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        calls.shutdownNow();
    }
}
