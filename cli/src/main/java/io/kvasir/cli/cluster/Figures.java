package io.kvasir.cli.cluster;

import java.time.Duration;
import java.util.Locale;

/// Sizes, rates and times as people read them.
public final class Figures {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final int STEP = 1024;
    private static final double MILLIS_PER_SECOND = 1000;

    private Figures() {}

    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= STEP && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f/s" : "%.0f/s", perSecond);
    }

    static String millis(long millis) {
        if (millis < 0) {
            return "";
        }
        return millis < MILLIS_PER_SECOND
                ? millis + " ms"
                : String.format(Locale.ROOT, "%.1f s", millis / MILLIS_PER_SECOND);
    }

    static String since(long epochMillis, long nowMillis) {
        Duration passed = Duration.ofMillis(Math.max(0, nowMillis - epochMillis));
        return passed.toMinutes() < 2 ? passed.toSeconds() + " s" : passed.toMinutes() + " min";
    }
}
