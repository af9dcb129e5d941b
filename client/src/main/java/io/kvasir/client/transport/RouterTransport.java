package io.kvasir.client.transport;

import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.kvasir.routing.rpc.CallResult;
import io.kvasir.routing.rpc.UnaryCall;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Spreads requests over routers in turn, and for a while leaves out one that did not answer.
public final class RouterTransport implements Transport {
    private static final long AVOID_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<Endpoint> endpoints;
    private final LongSupplier nanoTime;
    private final AtomicInteger turn = new AtomicInteger();

    /// @param connector makes the channel to one `host:port`
    public RouterTransport(
            List<String> addresses,
            Function<String, ManagedChannel> connector,
            LongSupplier nanoTime) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no endpoint is given; at least one is needed");
        }
        this.endpoints =
                addresses.stream().map(address -> new Endpoint(connector.apply(address))).toList();
        this.nanoTime = nanoTime;
    }

    @Override
    public <Q, R> CompletableFuture<CallResult<R>> send(
            MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
        Endpoint endpoint = choose();
        return UnaryCall.send(endpoint.channel(), method, request, deadline)
                .thenApply(result -> observed(endpoint, result));
    }

    @Override
    public void close() {
        endpoints.forEach(endpoint -> endpoint.channel.shutdownNow());
    }

    private Endpoint choose() {
        int first = Math.floorMod(turn.getAndIncrement(), endpoints.size());
        long now = nanoTime.getAsLong();
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint candidate = endpoints.get((first + i) % endpoints.size());
            if (!candidate.isAvoided(now)) {
                return candidate;
            }
        }
        return endpoints.get(first);
    }

    private <R> CallResult<R> observed(Endpoint endpoint, CallResult<R> result) {
        if (result instanceof CallResult.Failed<R> failed
                && failed.status().getStatus().getCode() == Status.Code.UNAVAILABLE) {
            endpoint.avoidUntil(nanoTime.getAsLong() + AVOID_NANOS);
        }
        return result;
    }

    private static final class Endpoint {
        private final ManagedChannel channel;
        private volatile boolean avoided;
        private volatile long avoidedUntil;

        Endpoint(ManagedChannel channel) {
            this.channel = channel;
        }

        Channel channel() {
            // The pauses between attempts are ours: gRPC's own would keep a router that is back
            // unreached for up to two minutes.
            if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
                channel.resetConnectBackoff();
            }
            return channel;
        }

        boolean isAvoided(long now) {
            return avoided && avoidedUntil - now > 0;
        }

        void avoidUntil(long nanos) {
            avoidedUntil = nanos;
            avoided = true;
        }
    }
}
