package io.kvasir.cli.transfer;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.transfer.TextLines.TextLine;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.Item;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One JSON document a line; empty lines are skipped.
final class JsonLinesSource implements RecordSource {
    private final TextLines lines;
    private final JsonFormat format;
    private final UnaryOperator<Item> keyed;

    /// @param keyed turns key attributes into their tables' types
    JsonLinesSource(InputStream input, JsonFormat format, UnaryOperator<Item> keyed) {
        this.lines = new TextLines(input);
        this.format = format;
        this.keyed = keyed;
    }

    @Override
    public Optional<SourceRecord> next() throws IOException {
        while (true) {
            Optional<TextLine> line = lines.next();
            if (line.isEmpty()) {
                return Optional.empty();
            }
            if (line.get().isTooLong() || !isBlank(line.get().bytes())) {
                return Optional.of(parsed(line.get()));
            }
        }
    }

    private SourceRecord parsed(TextLine line) {
        if (line.isTooLong()) {
            return new SourceRecord.Bad(
                    line.number(),
                    line.end(),
                    "the line is longer than " + TextLines.LINE_BYTES_MAX + " bytes",
                    "");
        }
        try {
            String text = Utf8.decoded(line.bytes());
            try {
                return new SourceRecord.Good(
                        line.number(), line.end(), keyed.apply(JsonItems.read(text, format)));
            } catch (InvalidArgumentException e) {
                return new SourceRecord.Bad(
                        line.number(), line.end(), String.valueOf(e.getMessage()), text);
            }
        } catch (CharacterCodingException e) {
            return new SourceRecord.Bad(line.number(), line.end(), "the line is not UTF-8", "");
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }
}
