package io.kvasir.router.metrics;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.routing.events.RoutingEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/// A router's meters. Requests are counted by front door, operation and outcome; what happens below
/// them by node and reason.
public final class RouterMetrics implements RoutingEvents {
    /// The outcome of a request that was done.
    public static final String DONE = "done";

    private record RequestKey(String door, String operation, String outcome) {}

    private record AttemptKey(NodeId node, String method, boolean answered) {}

    private static final Duration LATENCY_MIN = Duration.ofNanos(100_000);
    private static final Duration LATENCY_MAX = Duration.ofSeconds(30);
    private static final int SERIES_MAX = 10_000;

    private final MeterRegistry registry;
    private final ConcurrentHashMap<RequestKey, Timer> requests = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<AttemptKey, Timer> attempts = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ErrorCode, Counter> redirects = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ErrorCode, Counter> retries = new ConcurrentHashMap<>();
    private final AtomicLong mapVersion = new AtomicLong();
    private final AtomicLong partitions = new AtomicLong();
    private final AtomicLong nodes = new AtomicLong();

    public RouterMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("kvasir.map.version", mapVersion, AtomicLong::get)
                .description("Version of the cached partition map")
                .register(registry);
        Gauge.builder("kvasir.map.partitions", partitions, AtomicLong::get)
                .description("Partitions in the cached map")
                .register(registry);
        Gauge.builder("kvasir.map.nodes", nodes, AtomicLong::get)
                .description("Storage nodes in the cached map")
                .register(registry);
    }

    /// A request at a front door ended.
    ///
    /// @param door grpc or dynamodb
    /// @param outcome `DONE` or the error code's name
    public void requested(String door, String operation, String outcome, long nanos) {
        requests.computeIfAbsent(
                        new RequestKey(door, operation, outcome),
                        key ->
                                histogram("kvasir.requests", "Requests at the front doors")
                                        .tag("door", door)
                                        .tag("operation", operation)
                                        .tag("outcome", outcome)
                                        .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /// A gauge that is asked when it is read.
    public void gauge(String name, String description, IntSupplier value) {
        Gauge.builder(name, value, IntSupplier::getAsInt)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void attempted(NodeId node, String method, long nanos, boolean answered) {
        if (attempts.size() > SERIES_MAX) {
            return;
        }
        attempts.computeIfAbsent(
                        new AttemptKey(node, method, answered),
                        key ->
                                histogram("kvasir.storage.calls", "Calls to storage nodes")
                                        .tag("node", node.value())
                                        .tag("method", method)
                                        .tag("answered", Boolean.toString(answered))
                                        .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void redirected(ErrorCode correction) {
        redirects
                .computeIfAbsent(
                        correction,
                        code ->
                                Counter.builder("kvasir.redirects")
                                        .description("Corrections that nodes made to the map")
                                        .tag("correction", code.name())
                                        .register(registry))
                .increment();
    }

    @Override
    public void retried(ErrorCode reason) {
        retries.computeIfAbsent(
                        reason,
                        code ->
                                Counter.builder("kvasir.retries")
                                        .description("Attempts that followed a failed one")
                                        .tag("reason", code.name())
                                        .register(registry))
                .increment();
    }

    @Override
    public void mapChanged(long version, int partitionCount, int nodeCount) {
        mapVersion.set(version);
        partitions.set(partitionCount);
        nodes.set(nodeCount);
    }

    private static Timer.Builder histogram(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .publishPercentileHistogram()
                .minimumExpectedValue(LATENCY_MIN)
                .maximumExpectedValue(LATENCY_MAX);
    }
}
