package io.kvasir.control.placement;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// CPU time and bytes of plans against the size of the cluster, as SVG with logarithmic axes.
final class PlannerCostPlot {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;
    private static final int PANEL_WIDTH = 340;
    private static final int PANEL_HEIGHT = 270;
    private static final int TOP = 80;
    private static final String[] COLOURS = {"#2f6fdb", "#c2571a", "#1f8a5b"};

    private final SequencedMap<String, SortedMap<Integer, PlannerScaleTest.Cost>> lines =
            new LinkedHashMap<>();

    void add(String situation, int nodes, PlannerScaleTest.Cost cost) {
        lines.computeIfAbsent(situation, _ -> new TreeMap<>()).put(nodes, cost);
    }

    String svg() {
        StringBuilder svg = new StringBuilder();
        svg.append(
                format(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"system-ui, sans-serif\" font-size=\"13\">%n"
                                + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n"
                                + "<text x=\"70\" y=\"30\" font-size=\"17\">What one plan costs,"
                                + " 100 partitions of three replicas for each node</text>%n",
                        WIDTH, HEIGHT));
        svg.append(
                format(
                        "<text x=\"70\" y=\"50\" fill=\"#555\">%s, %d processors, Java %s</text>%n",
                        LocalDate.now(ZoneOffset.UTC),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version().feature()));
        panel(svg, 70, "CPU, ms", 1, 10_000, cost -> cost.cpuNanos() / 1e6);
        panel(svg, 510, "allocated, MB", 0.1, 1_000, cost -> cost.bytes() / 1e6);
        return svg.append("</svg>\n").toString();
    }

    private interface Figure {
        double of(PlannerScaleTest.Cost cost);
    }

    private void panel(
            StringBuilder svg, int left, String title, double low, double high, Figure figure) {
        svg.append(format("<text x=\"%d\" y=\"%d\">%s</text>%n", left, TOP - 8, title));
        for (double value = low; value <= high * 1.01; value *= 10) {
            double y = y(value, low, high);
            svg.append(
                    format(
                            "<path d=\"M%d %.1fh%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\""
                                    + " text-anchor=\"end\" fill=\"#555\">%s</text>%n",
                            left,
                            y,
                            PANEL_WIDTH,
                            left - 6,
                            y + 4,
                            value < 1 ? "0.1" : format("%,d", (long) value)));
        }
        for (int nodes : new int[] {100, 1_000, 10_000}) {
            svg.append(
                    format(
                            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%,d"
                                    + " nodes</text>%n",
                            x(left, nodes), TOP + PANEL_HEIGHT + 20, nodes));
        }
        int number = 0;
        for (var line : lines.entrySet()) {
            line(svg, left, low, high, number++, line.getKey(), line.getValue(), figure);
        }
    }

    private static void line(
            StringBuilder svg,
            int left,
            double low,
            double high,
            int number,
            String name,
            SortedMap<Integer, PlannerScaleTest.Cost> points,
            Figure figure) {
        StringBuilder path = new StringBuilder();
        points.forEach((nodes, cost) -> {
            double x = x(left, nodes);
            double y = y(figure.of(cost), low, high);
            path.append(format("%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y));
            svg.append(
                    format(
                            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"><title>%s, %,d"
                                    + " nodes: %.1f</title></circle>%n",
                            x, y, COLOURS[number], name, nodes, figure.of(cost)));
        });
        svg.append(
                format(
                        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
                        path, COLOURS[number]));
        svg.append(
                format(
                        "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n",
                        left + 10, TOP + 18 + 18 * number, COLOURS[number], name));
    }

    private static double x(int left, int nodes) {
        return left + 20 + (PANEL_WIDTH - 40) * (Math.log10(nodes) - 2) / 2;
    }

    private static double y(double value, double low, double high) {
        double share = (Math.log10(value) - Math.log10(low)) / (Math.log10(high) - Math.log10(low));
        return TOP + PANEL_HEIGHT * (1 - share);
    }

    @SuppressWarnings("AnnotateFormatMethod") // Only called above, with formats written out.
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
