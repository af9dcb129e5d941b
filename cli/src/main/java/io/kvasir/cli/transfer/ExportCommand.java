package io.kvasir.cli.transfer;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Reading;
import io.kvasir.cli.terminal.Progress;
import io.kvasir.cli.terminal.ProgressDisplay;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.PageResult;
import io.kvasir.client.Scan;
import io.kvasir.model.item.Item;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes all items of a table to a file.
@Command(
        name = "export",
        description = {
            "Write all items of a table as JSON Lines, in no order that means anything.",
            "It is not a snapshot: writes during the export may or may not be in it."
        },
        mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    private final Screen screen;
    @Mixin private Connection connection;
    @Mixin private Reading reading;

    @Option(
            names = {"-t", "--table"},
            required = true,
            paramLabel = "TABLE")
    private String table;

    @Option(
            names = "--format",
            defaultValue = "DYNAMODB",
            paramLabel = "FORMAT",
            description = "dynamodb (default: typed JSON, exact) or plain.")
    private JsonFormat format;

    @Option(
            names = "--segments",
            defaultValue = "8",
            paramLabel = "N",
            description = "Segments that are read side by side (default: 8).")
    private int segments;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            defaultValue = STANDARD_OUTPUT,
            description = "A file, which appears when it is complete, or - for standard output.")
    private String file;

    public ExportCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (file.equals(STANDARD_OUTPUT)) {
            try (BufferedWriter out =
                    new BufferedWriter(
                            new OutputStreamWriter(screen.out(), StandardCharsets.UTF_8))) {
                export(out);
            }
            return 0;
        }
        Path target = Path.of(file);
        Path part = Path.of(file + ".part");
        long items;
        try (BufferedWriter out = Files.newBufferedWriter(part)) {
            items = export(out);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        screen.err().println("exported " + items + " items to " + target);
        return 0;
    }

    private long export(BufferedWriter out) throws IOException, InterruptedException {
        AtomicLong items = new AtomicLong();
        long start = System.nanoTime();
        try (KvasirClient client = connection.open()) {
            return ProgressDisplay.during(
                    screen,
                    () -> progress(items.get(), start),
                    () -> {
                        client.scan(
                                reading.apply(Scan.of(table)),
                                segments,
                                segments,
                                page -> {
                                    write(out, page);
                                    items.addAndGet(page.items().size());
                                });
                        return items.get();
                    });
        }
    }

    private static Progress progress(long items, long startNanos) {
        return new Progress(items, 0, 0, Duration.ofNanos(System.nanoTime() - startNanos));
    }

    private void write(BufferedWriter out, PageResult page) {
        StringBuilder lines = new StringBuilder();
        for (Item item : page.items()) {
            lines.append(JsonItems.write(item, format)).append('\n');
        }
        try {
            synchronized (out) {
                out.append(lines);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
