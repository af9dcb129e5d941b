package io.kvasir.node.service;

import io.kvasir.model.error.ErrorCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Requests and their latencies, by operation and how they ended.
public final class RequestMetrics {
    private final MeterRegistry registry;
    private final ConcurrentHashMap<Kind, Timer> timers = new ConcurrentHashMap<>();

    private record Kind(String operation, int code) {}

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /// @param code of the whole request's error; 0 where it had none
    void record(String operation, int code, long nanos) {
        timers.computeIfAbsent(new Kind(operation, code), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Kind kind) {
        return Timer.builder("kvasir.storage.requests")
                .description("Requests to the storage service")
                .tag("operation", kind.operation())
                .tag(
                        "outcome",
                        kind.code() == 0
                                ? "ok"
                                : ErrorCode.of(kind.code()).name().toLowerCase(Locale.ROOT))
                .publishPercentileHistogram()
                .register(registry);
    }
}
