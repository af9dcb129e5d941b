package io.kvasir.client.transport;

import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.kvasir.routing.rpc.CallResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Spreads requests over routers in turn, and for a while leaves out one that did not answer.
public final class RouterTransport implements Transport {
    private final List<RouterEndpoint> endpoints;
    private final AtomicInteger turn = new AtomicInteger();
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("kvasir-client-writer-", 0).factory());
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("kvasir-client-deadlines").factory());

    /// @param connector makes the channel to one `host:port`
    public RouterTransport(
            List<String> addresses,
            Function<String, ManagedChannel> connector,
            LongSupplier nanoTime) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no endpoint is given; at least one is needed");
        }
        this.endpoints =
                addresses.stream()
                        .map(address ->
                                new RouterEndpoint(
                                        connector.apply(address), nanoTime, threads, timer))
                        .toList();
    }

    @Override
    public <Q, R> CompletableFuture<CallResult<R>> send(
            MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
        return choose().send(method, request, deadline);
    }

    @Override
    public void close() {
        endpoints.forEach(RouterEndpoint::close);
        timer.shutdownNow();
        threads.shutdown();
    }

    private RouterEndpoint choose() {
        int first = Math.floorMod(turn.getAndIncrement(), endpoints.size());
        for (int i = 0; i < endpoints.size(); i++) {
            RouterEndpoint candidate = endpoints.get((first + i) % endpoints.size());
            if (!candidate.isAvoided()) {
                return candidate;
            }
        }
        return endpoints.get(first);
    }
}
