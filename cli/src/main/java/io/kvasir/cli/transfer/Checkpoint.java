package io.kvasir.cli.transfer;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far an import came: all records up to and with `line` are imported or reported as rejected.
///
/// @param source what is imported, so that another file is not skipped into
record Checkpoint(String table, String source, long line, long imported, long rejected) {
    static Checkpoint start(String table, String source) {
        return new Checkpoint(table, source, 0, 0, 0);
    }

    /// @throws InvalidArgumentException where the file is of another import
    static Optional<Checkpoint> read(Path file, String table, String source) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Item saved = JsonItems.read(Files.readString(file), JsonFormat.PLAIN);
            Checkpoint checkpoint =
                    new Checkpoint(
                            text(saved, "table"),
                            text(saved, "source"),
                            number(saved, "line"),
                            number(saved, "imported"),
                            number(saved, "rejected"));
            if (!checkpoint.table.equals(table) || !checkpoint.source.equals(source)) {
                throw new InvalidArgumentException(
                        file
                                + " is of an import of "
                                + checkpoint.source
                                + " into "
                                + checkpoint.table
                                + "; this one is of "
                                + source
                                + " into "
                                + table
                                + ". To begin anew, give --restart.");
            }
            return Optional.of(checkpoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Durable when it returns; a crash leaves this one or the one before.
    void write(Path file) {
        String text =
                JsonItems.written(json -> {
                    json.writeStartObject();
                    json.writeStringField("table", table);
                    json.writeStringField("source", source);
                    json.writeNumberField("line", line);
                    json.writeNumberField("imported", imported);
                    json.writeNumberField("rejected", rejected);
                    json.writeEndObject();
                });
        try {
            Path written = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(written, text + "\n");
            try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Item saved, String name) {
        @Nullable AttributeValue value = saved.get(name);
        if (value instanceof AttributeValue.StringValue text) {
            return text.value();
        }
        throw new InvalidArgumentException("the checkpoint has no text " + name);
    }

    private static long number(Item saved, String name) {
        @Nullable AttributeValue value = saved.get(name);
        if (value instanceof AttributeValue.NumberValue number) {
            return number.value().value().longValueExact();
        }
        throw new InvalidArgumentException("the checkpoint has no number " + name);
    }
}
