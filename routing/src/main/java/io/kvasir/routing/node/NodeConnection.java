package io.kvasir.routing.node;

import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.kvasir.model.cluster.Node;
import io.kvasir.routing.rpc.CallResult;
import io.kvasir.routing.rpc.UnaryCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// The way to one storage node: bounded requests under way, a smoothed latency, and a memory of
/// silence.
public final class NodeConnection {
    static final int IN_FLIGHT_MAX = 4096;
    private static final double LATENCY_WEIGHT = 0.1;

    /// A node that refuses comes back as soon as it has started; one that swallows requests costs
    /// each of them a timeout, so it is left alone for longer. Both double while nothing changes.
    private static final long AVOID_REFUSING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long AVOID_SILENT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int AVOID_DOUBLINGS_MAX = 2;

    private final Node node;
    private final ManagedChannel channel;
    private final LongSupplier nanoTime;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile double latencyNanos;
    private volatile boolean avoided;
    private volatile long avoidedUntil;
    private int avoidedInTurn;

    NodeConnection(Node node, ManagedChannel channel, LongSupplier nanoTime) {
        this.node = node;
        this.channel = channel;
        this.nanoTime = nanoTime;
    }

    public Node node() {
        return node;
    }

    public int inFlight() {
        return inFlight.get();
    }

    public boolean isAvoided() {
        return avoided && avoidedUntil - nanoTime.getAsLong() > 0;
    }

    /// Sends once; fails unsent where too many requests are under way.
    public <Q, R> CompletableFuture<CallResult<R>> send(
            MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
        if (inFlight.incrementAndGet() > IN_FLIGHT_MAX) {
            inFlight.decrementAndGet();
            return CompletableFuture.completedFuture(
                    new CallResult.Failed<>(
                            Status.UNAVAILABLE
                                    .withDescription(
                                            "node "
                                                    + node.id()
                                                    + " has "
                                                    + IN_FLIGHT_MAX
                                                    + " requests under way; that is the limit")
                                    .asRuntimeException(),
                            false));
        }
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            // The pauses between attempts are ours: gRPC's own would keep a node that is back
            // unreached for up to two minutes.
            channel.resetConnectBackoff();
        }
        long start = nanoTime.getAsLong();
        return UnaryCall.send(channel, method, request, deadline)
                .thenApply(result -> {
                    inFlight.decrementAndGet();
                    observe(result, nanoTime.getAsLong() - start);
                    return result;
                });
    }

    void close() {
        channel.shutdown();
    }

    NodeLoad load(boolean near, boolean lagging) {
        return new NodeLoad(inFlight.get(), latencyNanos, near, lagging || isAvoided());
    }

    private void observe(CallResult<?> result, long nanos) {
        switch (result) {
            case CallResult.Answered<?> answered -> {
                // A lost update among threads costs one sample of many.
                double before = latencyNanos;
                latencyNanos = before + LATENCY_WEIGHT * (nanos - before);
                avoided = false;
            }
            case CallResult.Failed<?> failed -> {
                switch (failed.status().getStatus().getCode()) {
                    case UNAVAILABLE -> avoid(AVOID_REFUSING_NANOS);
                    case DEADLINE_EXCEEDED -> avoid(AVOID_SILENT_NANOS);
                    default -> {}
                }
            }
        }
    }

    /// Many requests that fail together count once.
    private synchronized void avoid(long nanos) {
        if (isAvoided()) {
            return;
        }
        avoidedInTurn = avoided ? Math.min(avoidedInTurn + 1, AVOID_DOUBLINGS_MAX) : 0;
        avoidedUntil = nanoTime.getAsLong() + (nanos << avoidedInTurn);
        avoided = true;
    }
}
