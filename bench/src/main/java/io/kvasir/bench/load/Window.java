package io.kvasir.bench.load;

import java.time.Duration;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/// What was measured for a while.
///
/// @param latencies of operations that were done, in microseconds
/// @param serverCpu consumed by the store's processes
public record Window(Duration time, Histogram latencies, long errors, Duration serverCpu) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICROS_PER_MILLI = 1e3;

    /// Measures from now on, for a while.
    ///
    /// @param cpu consumed so far
    public static Window measure(Recording recording, Duration time, Supplier<Duration> cpu)
            throws InterruptedException {
        Duration cpuBefore = cpu.get();
        recording.takeErrors();
        recording.takeLatencies();
        long start = System.nanoTime();
        Thread.sleep(time);
        Histogram latencies = recording.takeLatencies();
        Duration measured = Duration.ofNanos(System.nanoTime() - start);
        return new Window(measured, latencies, recording.takeErrors(), cpu.get().minus(cpuBefore));
    }

    /// Both, as one.
    public Window plus(Window other) {
        Histogram sum = latencies.copy();
        sum.add(other.latencies);
        return new Window(
                time.plus(other.time), sum, errors + other.errors, serverCpu.plus(other.serverCpu));
    }

    public long operations() {
        return latencies.getTotalCount();
    }

    public double operationsPerSecond() {
        return operations() * NANOS_PER_SECOND / time.toNanos();
    }

    /// 0 where the servers consumed less than can be seen.
    public double operationsPerServerCpuSecond() {
        return serverCpu.isZero() ? 0 : operations() * NANOS_PER_SECOND / serverCpu.toNanos();
    }

    public double percentileMillis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
    }
}
