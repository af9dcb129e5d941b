package io.kvasir.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// What callers report, taken from them window by window without stopping them.
public final class Recording {
    /// Longer ones count as this long.
    private static final long LATENCY_MICROS_MAX = TimeUnit.MINUTES.toMicros(5);

    private static final int SIGNIFICANT_DIGITS = 3;

    private final Recorder latencies = new Recorder(LATENCY_MICROS_MAX, SIGNIFICANT_DIGITS);
    private final LongAdder errors = new LongAdder();
    private final AtomicReference<String> lastError = new AtomicReference<>("");

    public void done(long nanos) {
        latencies.recordValue(Math.min(LATENCY_MICROS_MAX, TimeUnit.NANOSECONDS.toMicros(nanos)));
    }

    public void failed(Exception failure) {
        errors.increment();
        lastError.set(failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    /// What was reported since this was last asked: latencies in microseconds.
    Histogram takeLatencies() {
        return latencies.getIntervalHistogram();
    }

    long takeErrors() {
        return errors.sumThenReset();
    }

    /// Of the last failed operation; empty where there was none.
    public String lastError() {
        return lastError.get();
    }
}
