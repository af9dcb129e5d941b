package io.kvasir.cli.transfer;

import io.kvasir.cli.terminal.Progress;
import io.kvasir.client.KvasirClient;
import io.kvasir.model.key.KeySchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/// One import from its start, or from where an earlier one stopped, to its report.
public final class ImportRun {
    private static final long CHECKPOINT_PERIOD_SECONDS = 1;

    private final ImportSource source;
    private final Optional<Path> checkpointFile;
    private final RejectedLines rejectedLines;
    private final Importer importer;
    private final KeySchema schema;
    private final Checkpoint from;
    private final long bytesTotal;
    private final long startNanos = System.nanoTime();

    /// @param checkpointFile where the state is kept; empty: it is not
    /// @param rejectedFile where rejected records are reported
    /// @param acknowledged called with the number of items of each answer, by any thread
    public ImportRun(
            KvasirClient client,
            String table,
            ImportSource source,
            ImportSettings settings,
            Optional<Path> checkpointFile,
            Path rejectedFile,
            LongConsumer acknowledged)
            throws IOException {
        this.source = source;
        this.checkpointFile = checkpointFile;
        this.schema = client.describeTable(table).keySchema();
        this.bytesTotal = source.size();
        String identity = source.identity();
        this.from =
                checkpointFile
                        .flatMap(file -> Checkpoint.read(file, table, identity))
                        .orElse(Checkpoint.start(table, identity));
        this.rejectedLines = new RejectedLines(rejectedFile, from.line());
        this.importer = new Importer(client, schema, settings, from, rejectedLines, acknowledged);
    }

    /// The line after which it begins; 0 for the beginning.
    public long resumedAfterLine() {
        return from.line();
    }

    /// May be called by any thread while it runs.
    public Progress progress() {
        return new Progress(
                importer.imported() - from.imported(),
                importer.watermark().bytes(),
                bytesTotal,
                elapsed());
    }

    public ImportReport run() throws IOException, InterruptedException {
        Optional<String> failure;
        ScheduledExecutorService clock =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("import-checkpoint").factory());
        try (InputStream input = source.open();
                rejectedLines) {
            var _ =
                    clock.scheduleWithFixedDelay(
                            this::saveCheckpoint,
                            CHECKPOINT_PERIOD_SECONDS,
                            CHECKPOINT_PERIOD_SECONDS,
                            TimeUnit.SECONDS);
            failure = importer.run(source.records(input, schema));
        } finally {
            clock.close();
        }
        if (failure.isPresent()) {
            saveCheckpoint();
        } else if (checkpointFile.isPresent()) {
            Files.deleteIfExists(checkpointFile.get());
        }
        Checkpoint reached = importer.watermark().reached();
        return new ImportReport(reached.imported(), reached.rejected(), elapsed(), failure);
    }

    private void saveCheckpoint() {
        checkpointFile.ifPresent(file -> {
            Checkpoint reached = importer.watermark().reached();
            if (reached.line() > 0) {
                reached.write(file);
            }
        });
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /// Forgets an earlier run.
    public static void forget(Path checkpointFile, Path rejectedFile) {
        try {
            Files.deleteIfExists(checkpointFile);
            Files.deleteIfExists(rejectedFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
