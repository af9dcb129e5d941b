package io.kvasir.cli.transfer;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The report of records that were not imported, one JSON document a line: `line`, `reason`,
/// `text`. The file is there only where a record was rejected.
final class RejectedLines implements AutoCloseable {
    private final Path file;
    private @Nullable BufferedWriter writer;

    /// @param fromLine what an earlier run said of lines after this one is forgotten: they are
    ///   imported again
    RejectedLines(Path file, long fromLine) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                List<String> kept =
                        Files.readAllLines(file).stream()
                                .filter(line -> lineOf(line) <= fromLine)
                                .toList();
                if (kept.isEmpty()) {
                    Files.delete(file);
                } else {
                    Files.write(file, kept);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return file;
    }

    synchronized void add(long line, String reason, String text) {
        try {
            BufferedWriter out = writer;
            if (out == null) {
                out =
                        Files.newBufferedWriter(
                                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                writer = out;
            }
            out.write(
                    JsonItems.written(json -> {
                        json.writeStartObject();
                        json.writeNumberField("line", line);
                        json.writeStringField("reason", reason);
                        json.writeStringField("text", text);
                        json.writeEndObject();
                    }));
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lineOf(String entry) {
        Item saved = JsonItems.read(entry, JsonFormat.PLAIN);
        return saved.get("line") instanceof AttributeValue.NumberValue number
                ? number.value().value().longValueExact()
                : Long.MAX_VALUE;
    }

    @Override
    public synchronized void close() {
        try {
            if (writer != null) {
                writer.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
