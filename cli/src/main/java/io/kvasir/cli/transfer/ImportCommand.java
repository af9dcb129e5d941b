package io.kvasir.cli.transfer;

import static java.util.Objects.requireNonNull;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.option.Connection;
import io.kvasir.cli.terminal.ProgressDisplay;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.cli.transfer.ImportSource.Format;
import io.kvasir.client.KvasirClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Imports a file into a table.
@Command(
        name = "import",
        description = {
            "Import JSON Lines (plain or DynamoDB's) or CSV into a table.",
            "Where two records have one key, the later one in the file wins. An import that was"
                    + " stopped goes on where it was when it is called again."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:all records are in the table",
            "1:some were rejected, or it stopped before the end"
        },
        mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private static final int REJECTED_SHOWN_MAX = 10;
    private static final long MILLIS_PER_SECOND = 1000;

    private final Screen screen;
    @Mixin private Connection connection;

    @Option(
            names = {"-t", "--table"},
            required = true,
            paramLabel = "TABLE")
    private String table;

    @Option(
            names = "--format",
            defaultValue = "AUTO",
            paramLabel = "FORMAT",
            description =
                    "auto (default: by name and content), json, dynamodb (typed JSON) or csv.")
    private Format format;

    @Option(
            names = "--column-type",
            paramLabel = "COLUMN=TYPE",
            description = "CSV: S (default), N, B (Base64) or JSON. Keys have their table's type.")
    private Map<String, String> columnTypes = new LinkedHashMap<>();

    @Option(
            names = "--concurrency",
            defaultValue = "16",
            paramLabel = "N",
            description = "Batches of 25 under way at once (default: 16).")
    private int concurrency;

    @Option(
            names = "--patience",
            defaultValue = "120",
            paramLabel = "SECONDS",
            description = "How long to go on with a write that does not come through (120).")
    private int patienceSeconds;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "Where to keep how far it is (default: FILE.checkpoint; none for -).")
    private @Nullable Path checkpoint;

    @Option(
            names = "--rejected",
            paramLabel = "FILE",
            description = "Where to report rejected records (default: FILE.rejected.jsonl).")
    private @Nullable Path rejected;

    @Option(names = "--restart", description = "Begin anew, whatever a checkpoint says.")
    private boolean restart;

    @Option(names = "--json", description = "Print the figures as JSON.")
    private boolean json;

    @Parameters(paramLabel = "FILE", description = "A file, or - for standard input.")
    private String file;

    public ImportCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean input = file.equals(STANDARD_INPUT);
        String base = input ? "import" : file;
        Path rejectedFile = rejected == null ? Path.of(base + ".rejected.jsonl") : rejected;
        Optional<Path> checkpointFile =
                checkpoint == null && !input
                        ? Optional.of(Path.of(base + ".checkpoint"))
                        : Optional.ofNullable(checkpoint);
        if (restart) {
            ImportRun.forget(checkpointFile.orElse(rejectedFile), rejectedFile);
        }
        ImportSource source =
                new ImportSource(
                        input ? Optional.empty() : Optional.of(Path.of(file)), format, columnTypes);
        Duration patience = Duration.ofSeconds(patienceSeconds);
        try (KvasirClient client = connection.open()) {
            ImportRun run =
                    new ImportRun(
                            client,
                            table,
                            source,
                            new ImportSettings(concurrency, patience),
                            checkpointFile,
                            rejectedFile,
                            items -> {});
            if (run.resumedAfterLine() > 0) {
                screen.err().println("going on after line " + run.resumedAfterLine());
            }
            ImportReport report = ProgressDisplay.during(screen, run::progress, run::run);
            print(report, run.progress().perSecond(), rejectedFile);
            return report.failure().isPresent() || report.rejected() > 0 ? 1 : 0;
        }
    }

    private void print(ImportReport report, long perSecond, Path rejectedFile) throws IOException {
        if (json) {
            screen.out()
                    .println(
                            JsonItems.written(out -> {
                                out.writeStartObject();
                                out.writeNumberField("imported", report.imported());
                                out.writeNumberField("rejected", report.rejected());
                                out.writeNumberField("elapsedMs", report.elapsed().toMillis());
                                out.writeNumberField("itemsPerSecond", perSecond);
                                out.writeBooleanField("complete", report.failure().isEmpty());
                                out.writeEndObject();
                            }));
        } else {
            screen.out()
                    .println(
                            String.format(
                                    Locale.ROOT,
                                    "imported %,d items in %.1f s (%,d/s)",
                                    report.imported(),
                                    report.elapsed().toMillis() / (double) MILLIS_PER_SECOND,
                                    perSecond));
        }
        if (report.rejected() > 0) {
            screen.err().println(report.rejected() + " records rejected, all in " + rejectedFile);
            try (Stream<String> lines = Files.lines(rejectedFile)) {
                lines.limit(REJECTED_SHOWN_MAX).forEach(line -> screen.err().println(shown(line)));
            }
        }
        report.failure()
                .ifPresent(reason ->
                        screen.err().println(reason + "\nThe same command goes on from there."));
    }

    private static String shown(String entry) {
        var item = JsonItems.read(entry, JsonFormat.PLAIN);
        return "  line "
                + JsonItems.shown(requireNonNull(item.get("line")))
                + ": "
                + JsonItems.shown(requireNonNull(item.get("reason")));
    }
}
