package io.kvasir.chaos.report;

import io.kvasir.chaos.fault.FaultRecord;
import io.kvasir.chaos.workload.Recorder.Ending;
import io.kvasir.chaos.workload.Recorder.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Draws goodput, failures and latency over time with the faults behind them, as SVG.
final class Timeline {
    private static final int WIDTH = 1200;
    private static final int LEFT = 60;
    private static final int PLOT = WIDTH - LEFT - 10;
    private static final int GOODPUT_TOP = 20;
    private static final int GOODPUT_HEIGHT = 160;
    private static final int LATENCY_TOP = 220;
    private static final int LATENCY_HEIGHT = 160;
    private static final int FAULTS_TOP = 410;
    private static final int LANE = 14;
    private static final int LANES_MAX = 12;
    private static final int BUCKETS_MAX = 600;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MS = 1e6;

    private final RunSummary run;
    private final int buckets;
    private final double bucketNanos;
    private final double[] done;
    private final double[] failed;
    private final double[] median;
    private final double[] slow;
    private final StringBuilder svg = new StringBuilder();

    private Timeline(RunSummary run) {
        this.run = run;
        double nanos = Math.max(NANOS_PER_SECOND, (double) (run.endNanos() - run.startNanos()));
        this.buckets = Math.clamp((long) (nanos / NANOS_PER_SECOND), 1, BUCKETS_MAX);
        this.bucketNanos = nanos / buckets;
        this.done = new double[buckets];
        this.failed = new double[buckets];
        this.median = new double[buckets];
        this.slow = new double[buckets];
        fill();
    }

    static String of(RunSummary run) {
        return new Timeline(run).drawn();
    }

    private void fill() {
        List<List<Long>> latencies = new ArrayList<>();
        for (int i = 0; i < buckets; i++) {
            latencies.add(new ArrayList<>());
        }
        for (Event event : run.events()) {
            int bucket = (int) ((event.atNanos() - run.startNanos()) / bucketNanos);
            if (bucket < 0 || bucket >= buckets) {
                continue;
            }
            boolean good = event.ending() == Ending.DONE || event.ending() == Ending.DECLINED;
            double perSecond = NANOS_PER_SECOND / bucketNanos;
            if (good) {
                done[bucket] += perSecond;
                latencies.get(bucket).add(event.nanos());
            } else if (!event.door().equals("node")) {
                // A node that is asked for what another one leads refuses: no failure.
                failed[bucket] += perSecond;
            }
        }
        for (int i = 0; i < buckets; i++) {
            long[] sorted = latencies.get(i).stream().mapToLong(Long::longValue).sorted().toArray();
            if (sorted.length > 0) {
                median[i] = sorted[sorted.length / 2] / NANOS_PER_MS;
                slow[i] =
                        sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)]
                                / NANOS_PER_MS;
            }
        }
    }

    private String drawn() {
        List<FaultRecord> faults = run.faults();
        int lanes = Math.min(LANES_MAX, Math.max(1, faults.size()));
        int height = FAULTS_TOP + lanes * LANE + 30;
        svg.append(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"goodput, latency and faults over time\">%n"
                        .formatted(WIDTH, height));
        for (FaultRecord fault : faults) {
            double from = x(fault.injectedNanos());
            rectangle(
                    "fault-band",
                    from,
                    GOODPUT_TOP,
                    Math.max(1, x(fault.healedNanos()) - from),
                    FAULTS_TOP - GOODPUT_TOP,
                    title(fault));
        }
        double rate = Math.max(max(done), max(failed));
        plot("operations a second", GOODPUT_TOP, GOODPUT_HEIGHT, rate, false);
        line("done", done, GOODPUT_TOP, GOODPUT_HEIGHT, rate, false);
        line("failed", failed, GOODPUT_TOP, GOODPUT_HEIGHT, rate, false);
        double latency = Math.max(10, max(slow));
        plot("latency in ms (median, 99%)", LATENCY_TOP, LATENCY_HEIGHT, latency, true);
        line("median", median, LATENCY_TOP, LATENCY_HEIGHT, latency, true);
        line("slow", slow, LATENCY_TOP, LATENCY_HEIGHT, latency, true);
        lanes(faults);
        timeAxis(height);
        return svg.append("</svg>\n").toString();
    }

    private void lanes(List<FaultRecord> faults) {
        for (int i = 0; i < faults.size(); i++) {
            FaultRecord fault = faults.get(i);
            double from = x(fault.injectedNanos());
            int y = FAULTS_TOP + i % LANES_MAX * LANE;
            double width = Math.max(2, x(fault.healedNanos()) - from);
            rectangle("fault-bar", from, y + 1, width, LANE - 3, title(fault));
            text("fault-name", from + width + 3, y + LANE - 3, fault.kind().word());
        }
    }

    private static String title(FaultRecord fault) {
        return fault.kind() + ": " + fault.target() + " " + fault.detail();
    }

    private void timeAxis(int height) {
        double seconds = buckets * bucketNanos / NANOS_PER_SECOND;
        double step = Math.max(10, Math.ceil(seconds / 100) * 10);
        for (double at = 0; at <= seconds; at += step) {
            double x = LEFT + PLOT * at / seconds;
            text("axis", x, height - 8, "%.0f s".formatted(at));
        }
    }

    private void plot(String title, int top, int height, double max, boolean logarithmic) {
        text("title", LEFT, top - 6, title);
        rectangle("frame", LEFT, top, PLOT, height, "");
        for (double part : new double[] {0, 0.5, 1}) {
            double value = logarithmic ? Math.pow(max + 1, part) - 1 : max * part;
            text(
                    "axis",
                    4,
                    (int) (top + height - part * height + 4),
                    value < 10 ? "%.1f".formatted(value) : "%.0f".formatted(value));
        }
    }

    private void line(
            String style, double[] values, int top, int height, double max, boolean logarithmic) {
        svg.append("<polyline class=\"").append(style).append("\" points=\"");
        for (int i = 0; i < buckets; i++) {
            double share =
                    logarithmic
                            ? Math.log1p(values[i]) / Math.log1p(max)
                            : values[i] / Math.max(1, max);
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "%.1f,%.1f ",
                            LEFT + PLOT * (i + 0.5) / buckets,
                            top + height - share * height));
        }
        svg.append("\"/>\n");
    }

    private double x(long nanos) {
        double share = (nanos - run.startNanos()) / (buckets * bucketNanos);
        return LEFT + PLOT * Math.clamp(share, 0, 1);
    }

    private void rectangle(
            String style, double x, double y, double width, double height, String title) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
                                + " height=\"%.1f\"><title>%s</title></rect>%n",
                        style,
                        x,
                        y,
                        width,
                        height,
                        HtmlPage.escaped(title)));
    }

    private void text(String style, double x, int y, String text) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>%n",
                        style,
                        x,
                        y,
                        HtmlPage.escaped(text)));
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElse(0);
    }
}
