package io.kvasir.cli.tour;

import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.local.FolderContent;
import io.kvasir.cli.terminal.Screen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Tours of what Kvasir promises.
@Command(
        name = "tour",
        description = "See what Kvasir promises, on a cluster that the tour starts and stops.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class TourCommand {
    private static final double MILLIS_PER_SECOND = 1000;
    private static final double BYTES_PER_GIGABYTE = 1e9;

    private final Screen screen;

    public TourCommand(Screen screen) {
        this.screen = screen;
    }

    @Command(
            name = "import",
            description = {
                "Import this machine's Debian package index (or a made-up one) into a cluster of"
                        + " seven processes while nodes are killed with kill -9; then compare"
                        + " everything read with the input: after that, after a kill of all"
                        + " processes, after the loss of a disk, and without a control plane.",
                "Exit status 1 on any difference."
            },
            mixinStandardHelpOptions = true)
    int runImport(
            @Option(
                            names = "--records",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "Only the first N records (default: all).")
                    long records,
            @Option(names = "--json", description = "Print the figures as JSON.") boolean json,
            @Option(
                            names = "--dir",
                            paramLabel = "DIR",
                            description = "Work here (default: a temporary folder).")
                    @Nullable Path folder,
            @Option(names = "--keep", description = "Keep data and logs.") boolean keep)
            throws Exception {
        return run(folder, keep, work -> ImportTour.run(screen, work, records), this::print, json);
    }

    @Command(
            name = "elastic",
            description = {
                "Load data into a cluster of three nodes until partitions divide, add three nodes,"
                        + " lose one for good, drain one; all the while checked counters run.",
                "Exit status 1 on any error or wrong answer."
            },
            mixinStandardHelpOptions = true)
    int runElastic(
            @Option(
                            names = "--gb",
                            paramLabel = "N",
                            defaultValue = "0.05",
                            description = "Gigabytes of items to load (default: 0.05).")
                    double gigabytes,
            @Option(names = "--json", description = "Print the figures as JSON.") boolean json,
            @Option(
                            names = "--dir",
                            paramLabel = "DIR",
                            description = "Work here (default: a temporary folder).")
                    @Nullable Path folder,
            @Option(names = "--keep", description = "Keep data and logs.") boolean keep)
            throws Exception {
        long bytes = (long) (gigabytes * BYTES_PER_GIGABYTE);
        return run(
                folder,
                keep,
                work -> ElasticTour.run(screen, work, bytes),
                this::printFigures,
                json);
    }

    private interface Tour {
        TourReport run(Path folder) throws Exception;
    }

    private int run(
            @Nullable Path folder,
            boolean keep,
            Tour tour,
            BiConsumer<TourReport, Boolean> print,
            boolean json)
            throws Exception {
        Path work =
                folder == null
                        ? Files.createTempDirectory("kvasir-tour-")
                        : Files.createDirectories(folder);
        boolean passed = false;
        try {
            TourReport report = tour.run(work);
            passed = report.isPassed();
            print.accept(report, json);
        } finally {
            // What went wrong is in the logs.
            if (passed && !keep) {
                FolderContent.delete(work);
            } else {
                screen.err().println("data and logs are in " + work);
            }
        }
        return passed ? 0 : 1;
    }

    private void printFigures(TourReport report, boolean json) {
        if (json) {
            screen.out().println(JsonItems.written(report::write));
            return;
        }
        screen.out().println(report.isPassed() ? "passed" : "NOT PASSED");
        report.figures().forEach((name, value) -> screen.out().println("  " + name + ": " + value));
    }

    private void print(TourReport report, boolean json) {
        if (json) {
            screen.out().println(JsonItems.written(report::write));
            return;
        }
        var figures = report.figures();
        screen.out()
                .println(
                        String.format(
                                Locale.ROOT,
                                "%s: %s records in %.1f s (%s/s), longest time without an"
                                        + " acknowledged write %s ms",
                                report.isPassed() ? "passed" : "NOT PASSED",
                                figures.get("records"),
                                ((Number) figures.getOrDefault("importMs", 0L)).longValue()
                                        / MILLIS_PER_SECOND,
                                figures.get("itemsPerSecond"),
                                figures.get("longestWriteGapMs")));
    }
}
