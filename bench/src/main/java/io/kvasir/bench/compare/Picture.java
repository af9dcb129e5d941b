package io.kvasir.bench.compare;

import io.kvasir.bench.load.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/// Results as one SVG that needs nothing else: for each workload, throughput against latency (a
/// point for each concurrency) and the servers' CPU per operation.
final class Picture {
    private static final int PANEL_WIDTH = 420;
    private static final int PANEL_HEIGHT = 260;
    private static final int MARGIN = 60;
    private static final int LEGEND_HEIGHT = 40;
    private static final double P99 = 99;
    private static final String[] COLOURS = {
        "#0b7285", "#d9480f", "#5f3dc4", "#2b8a3e", "#c92a2a", "#868e96", "#e67700"
    };

    private final StringBuilder svg = new StringBuilder();
    private final SequencedMap<String, String> colours = new LinkedHashMap<>();

    private Picture(List<Result> results) {
        for (Result result : results) {
            colours.computeIfAbsent(result.target(), _ -> COLOURS[colours.size() % COLOURS.length]);
        }
    }

    static String of(List<Result> results) {
        return new Picture(results).drawn(results);
    }

    private String drawn(List<Result> results) {
        SequencedMap<String, List<Result>> workloads = new LinkedHashMap<>();
        for (Result result : results) {
            String workload = result.workload().word();
            workloads.put(
                    workload,
                    results.stream()
                            .filter(each -> each.workload().word().equals(workload))
                            .toList());
        }
        int width = 2 * (PANEL_WIDTH + 2 * MARGIN);
        int height = LEGEND_HEIGHT + workloads.size() * (PANEL_HEIGHT + 2 * MARGIN);
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family="
                        + "\"sans-serif\" font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\""
                        + " fill=\"white\"/>%n",
                width, height);
        legend();
        int top = LEGEND_HEIGHT + MARGIN;
        for (var workload : workloads.entrySet()) {
            curves(workload.getKey(), workload.getValue(), MARGIN, top);
            bars(workload.getValue(), PANEL_WIDTH + 3 * MARGIN, top);
            top += PANEL_HEIGHT + 2 * MARGIN;
        }
        svg.append("</svg>\n");
        return svg.toString();
    }

    private void legend() {
        int x = MARGIN;
        for (var target : colours.entrySet()) {
            add("<circle cx=\"%d\" cy=\"20\" r=\"5\" fill=\"%s\"/>%n", x, target.getValue());
            text(x + 10, 24, "start", target.getKey());
            x += 130;
        }
    }

    private void curves(String workload, List<Result> results, int left, int top) {
        double fastest = max(results, Window::operationsPerSecond);
        double slowest = max(results, window -> window.percentileMillis(P99));
        frame(left, top, workload + ": operations/s (across) against p99 in ms (up)");
        text(left + PANEL_WIDTH, top + PANEL_HEIGHT + 16, "end", number(fastest));
        text(left - 4, top + 10, "end", number(slowest));
        for (var target : colours.entrySet()) {
            StringBuilder line = new StringBuilder();
            for (Result result : results) {
                if (result.target().equals(target.getKey())) {
                    double x = left + PANEL_WIDTH * result.total().operationsPerSecond() / fastest;
                    double y =
                            top
                                    + PANEL_HEIGHT
                                    - PANEL_HEIGHT * result.total().percentileMillis(P99) / slowest;
                    line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
                    add(
                            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>%n",
                            x, y, target.getValue());
                    text((int) x + 6, (int) y - 6, "start", "" + result.concurrency());
                }
            }
            add(
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"/>%n",
                    line.toString().strip(), target.getValue());
        }
    }

    private void bars(List<Result> results, int left, int top) {
        double most = max(results, Report::cpuMicros);
        frame(left, top, "server CPU per operation, us");
        double step = (double) PANEL_WIDTH / results.size();
        for (int i = 0; i < results.size(); i++) {
            Result result = results.get(i);
            double micros = Report.cpuMicros(result.total());
            double height = PANEL_HEIGHT * micros / most;
            double x = left + i * step;
            add(
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                    x + step / 8,
                    top + PANEL_HEIGHT - height,
                    step * 3 / 4,
                    height,
                    colours.getOrDefault(result.target(), COLOURS[0]));
            text(
                    (int) (x + step / 2),
                    (int) (top + PANEL_HEIGHT - height - 4),
                    "middle",
                    number(micros));
            text(
                    (int) (x + step / 2),
                    top + PANEL_HEIGHT + 16,
                    "middle",
                    Integer.toString(result.concurrency()));
        }
    }

    private void frame(int left, int top, String title) {
        add(
                "<path d=\"M %d %d v %d h %d\" fill=\"none\" stroke=\"#495057\"/>%n",
                left, top, PANEL_HEIGHT, PANEL_WIDTH);
        text(left, top - 16, "start", title);
    }

    private void text(int x, int y, String anchor, String text) {
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text);
    }

    @SuppressWarnings("AnnotateFormatMethod") // Only called above, with formats written out.
    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    private static double max(List<Result> results, ToDoubleFunction<Window> of) {
        return results.stream()
                .mapToDouble(result -> of.applyAsDouble(result.total()))
                .filter(value -> value > 0)
                .max()
                .orElse(1);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    }
}
