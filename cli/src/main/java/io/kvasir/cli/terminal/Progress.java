package io.kvasir.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/// How far a long work is, as one line of text.
///
/// @param items done
/// @param bytes of the input that are done
/// @param bytesTotal of the input; 0 where it is not known
public record Progress(long items, long bytes, long bytesTotal, Duration elapsed) {
    private static final int BAR_CHARS = 30;
    private static final int PERCENT = 100;

    /// Such as `[███████···] 71% 12,345 items 3,210/s 0:04 left`.
    public String rendered() {
        String rate = String.format(Locale.ROOT, "%,d items  %,d/s", items, perSecond());
        if (bytesTotal <= 0) {
            return rate;
        }
        double part = Math.min(1.0, (double) bytes / bytesTotal);
        int full = (int) (part * BAR_CHARS);
        return "["
                + "█".repeat(full)
                + "·".repeat(BAR_CHARS - full)
                + "] "
                + (int) (part * PERCENT)
                + "%  "
                + rate
                + "  "
                + clock(left(part))
                + " left";
    }

    public long perSecond() {
        double seconds = elapsed.toNanos() / (double) Duration.ofSeconds(1).toNanos();
        return seconds <= 0 ? 0 : Math.round(items / seconds);
    }

    private Duration left(double part) {
        return part <= 0
                ? Duration.ZERO
                : Duration.ofNanos((long) (elapsed.toNanos() * (1 - part) / part));
    }

    private static String clock(Duration time) {
        return time.toHours() > 0
                ? String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        time.toHours(),
                        time.toMinutesPart(),
                        time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }
}
