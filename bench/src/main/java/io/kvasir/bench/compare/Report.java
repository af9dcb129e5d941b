package io.kvasir.bench.compare;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.bench.load.WarmUp;
import io.kvasir.bench.load.Window;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// Results as JSON for programs and as lines for people.
final class Report {
    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double P999 = 99.9;
    private static final int WINDOWS_SHOWN_AS_ONE = 10;
    private static final double HUNDRED = 100;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private Report() {}

    static void write(JsonGenerator json, List<Result> results) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("results");
        for (Result result : results) {
            write(json, result);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Result result) throws IOException {
        json.writeStartObject();
        writeFields(json, result);
        json.writeEndObject();
    }

    static void writeFields(JsonGenerator json, Result result) throws IOException {
        Window total = result.total();
        json.writeStringField("target", result.target());
        json.writeStringField("workload", result.workload().word());
        json.writeNumberField("concurrency", result.concurrency());
        json.writeNumberField("ops_per_s", rounded(total.operationsPerSecond()));
        json.writeNumberField(
                "ops_per_server_cpu_s", rounded(total.operationsPerServerCpuSecond()));
        json.writeNumberField("p50_ms", total.percentileMillis(P50));
        json.writeNumberField("p99_ms", total.percentileMillis(P99));
        json.writeNumberField("p999_ms", total.percentileMillis(P999));
        json.writeNumberField("max_ms", total.percentileMillis(HUNDRED));
        json.writeNumberField("errors", total.errors());
        if (!result.lastError().isEmpty()) {
            json.writeStringField("last_error", result.lastError());
        }
        json.writeNumberField("operations", total.operations());
        json.writeNumberField("measured_s", rounded(total.time().toNanos() / NANOS_PER_SECOND));
        json.writeNumberField(
                "server_cpu_s", rounded(total.serverCpu().toNanos() / NANOS_PER_SECOND));
        json.writeNumberField("server_cpu_us_per_op", rounded(cpuMicros(total)));
        writeRounds(json, result);
    }

    private static void writeRounds(JsonGenerator json, Result result) throws IOException {
        json.writeArrayFieldStart("rounds");
        for (int i = 0; i < result.rounds().size(); i++) {
            Window round = result.rounds().get(i);
            WarmUp.Result warmUp = result.warmUps().get(i);
            json.writeStartObject();
            json.writeNumberField("ops_per_s", rounded(round.operationsPerSecond()));
            json.writeNumberField(
                    "ops_per_server_cpu_s", rounded(round.operationsPerServerCpuSecond()));
            json.writeArrayFieldStart("warm_up_ops_per_s");
            for (double perSecond : warmUp.perSecond()) {
                json.writeNumber(rounded(perSecond));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("warm_up_ops_per_server_cpu_s");
            for (double perCpuSecond : warmUp.perServerCpuSecond()) {
                json.writeNumber(rounded(perCpuSecond));
            }
            json.writeEndArray();
            json.writeBooleanField("warm_up_steady", warmUp.isSteady());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /// One round, or all of them.
    static String line(Result result) {
        Window total = result.total();
        return String.format(
                Locale.ROOT,
                "%-15s %-15s %4d callers %8.0f op/s %8.0f op/server-CPU-s %7.1f us/op"
                        + "  p50 %7.2f ms  p99 %7.2f ms  errors %d%s",
                result.target(),
                result.workload().word(),
                result.concurrency(),
                total.operationsPerSecond(),
                total.operationsPerServerCpuSecond(),
                cpuMicros(total),
                total.percentileMillis(P50),
                total.percentileMillis(P99),
                total.errors(),
                warmUp(result));
    }

    private static String warmUp(Result result) {
        StringBuilder text = new StringBuilder();
        for (WarmUp.Result warmUp : result.warmUps()) {
            text.append(
                    warmUp.isSteady()
                            ? "  warm-up, op/server-CPU-s each ten seconds:"
                            : "  warm-up (not steady), op/server-CPU-s each ten seconds:");
            List<Double> windows = warmUp.perServerCpuSecond();
            for (int i = 0; i < windows.size(); i += WINDOWS_SHOWN_AS_ONE) {
                double mean =
                        windows
                                .subList(i, Math.min(i + WINDOWS_SHOWN_AS_ONE, windows.size()))
                                .stream()
                                .mapToDouble(each -> each)
                                .average()
                                .orElseThrow();
                text.append(String.format(Locale.ROOT, " %.0f", mean));
            }
        }
        return text.toString();
    }

    static double cpuMicros(Window window) {
        double perSecond = window.operationsPerServerCpuSecond();
        return perSecond == 0 ? 0 : MICROS_PER_SECOND / perSecond;
    }

    private static double rounded(double value) {
        return Math.round(value * HUNDRED) / HUNDRED;
    }
}
