package io.kvasir.cli.terminal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Shows progress while something runs: one line drawn over and over on a terminal, a line now and
/// then in a log.
public final class ProgressDisplay {
    private static final Duration TERMINAL_PERIOD = Duration.ofMillis(200);
    private static final Duration LOG_PERIOD = Duration.ofSeconds(10);
    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final Screen screen;

    private ProgressDisplay(Screen screen) {
        this.screen = screen;
    }

    /// Some work.
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /// Does the work and shows its progress meanwhile.
    ///
    /// @param progress called by another thread
    public static <T> T during(Screen screen, Supplier<Progress> progress, Work<T> work)
            throws IOException, InterruptedException {
        ProgressDisplay display = new ProgressDisplay(screen);
        Duration period = screen.isErrTerminal() ? TERMINAL_PERIOD : LOG_PERIOD;
        ScheduledExecutorService clock =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("progress").factory());
        try {
            var _ =
                    clock.scheduleAtFixedRate(
                            () -> display.show(progress.get()),
                            period.toMillis(),
                            period.toMillis(),
                            TimeUnit.MILLISECONDS);
            return work.run();
        } finally {
            clock.shutdownNow();
            display.clear();
        }
    }

    private synchronized void show(Progress progress) {
        if (screen.isErrTerminal()) {
            screen.err().print(CLEAR_LINE + progress.rendered());
            screen.err().flush();
        } else {
            screen.err().println(progress.rendered());
        }
    }

    private synchronized void clear() {
        if (screen.isErrTerminal()) {
            screen.err().print(CLEAR_LINE);
            screen.err().flush();
        }
    }
}
