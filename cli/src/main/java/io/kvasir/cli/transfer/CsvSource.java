package io.kvasir.cli.transfer;

import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.option.KeyText;
import io.kvasir.cli.transfer.TextLines.TextLine;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeyType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Comma-separated values after RFC 4180, the first record naming the columns. Cells are text but
/// where a type is given for their column; an empty cell is an absent attribute.
final class CsvSource implements RecordSource {
    /// Types of columns beyond the three of keys.
    private static final String JSON_TYPE = "JSON";

    private final TextLines lines;
    private final Map<String, String> types;
    private List<String> columns = List.of();

    /// @param types of columns by name: S, N, B or JSON
    CsvSource(InputStream input, Map<String, String> types) {
        this.lines = new TextLines(input);
        this.types = types;
    }

    /// @throws InvalidArgumentException where the first record cannot name columns
    @Override
    public Optional<SourceRecord> next() throws IOException {
        while (true) {
            Optional<Raw> raw = nextRaw();
            if (raw.isEmpty()) {
                return Optional.empty();
            }
            if (!columns.isEmpty()) {
                return Optional.of(parsed(raw.get()));
            }
            columns = header(raw.get());
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
    private record Raw(long line, long end, byte[] bytes, @Nullable String fault) {}

    /// A record can run over several lines: one goes on while its quotes are open.
    private Optional<Raw> nextRaw() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long first = 0;
        long end = 0;
        boolean open = false;
        @Nullable String fault = null;
        do {
            Optional<TextLine> line = lines.next();
            if (line.isEmpty()) {
                if (first == 0) {
                    return Optional.empty();
                }
                return Optional.of(
                        new Raw(first, end, bytes.toByteArray(), "a quote is not closed"));
            }
            if (first == 0) {
                first = line.get().number();
            } else {
                bytes.write('\n');
            }
            bytes.write(line.get().bytes());
            end = line.get().end();
            open ^= quotes(line.get().bytes()) % 2 == 1;
            if (line.get().isTooLong() || bytes.size() > TextLines.LINE_BYTES_MAX) {
                fault = "the record is longer than " + TextLines.LINE_BYTES_MAX + " bytes";
                break;
            }
        } while (open);
        return Optional.of(new Raw(first, end, bytes.toByteArray(), fault));
    }

    private static int quotes(byte[] line) {
        int quotes = 0;
        for (byte b : line) {
            quotes += b == '"' ? 1 : 0;
        }
        return quotes;
    }

    private static List<String> header(Raw raw) throws IOException {
        String text = Utf8.decoded(raw.bytes());
        List<String> names = cells(text.startsWith("\uFEFF") ? text.substring(1) : text);
        if (names.stream().anyMatch(String::isEmpty)
                || names.stream().distinct().count() != names.size()) {
            throw new InvalidArgumentException(
                    "line 1 must name the columns, each once and none empty: " + names);
        }
        return names;
    }

    private SourceRecord parsed(Raw raw) {
        if (raw.fault() != null) {
            return new SourceRecord.Bad(raw.line(), raw.end(), raw.fault(), "");
        }
        try {
            String text = Utf8.decoded(raw.bytes());
            try {
                return new SourceRecord.Good(raw.line(), raw.end(), item(cells(text)));
            } catch (InvalidArgumentException e) {
                return new SourceRecord.Bad(
                        raw.line(), raw.end(), String.valueOf(e.getMessage()), text);
            }
        } catch (CharacterCodingException e) {
            return new SourceRecord.Bad(raw.line(), raw.end(), "the record is not UTF-8", "");
        }
    }

    private Item item(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new InvalidArgumentException(
                    cells.size() + " cells, but the first line names " + columns.size());
        }
        SequencedMap<String, AttributeValue> attributes = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            if (!cells.get(i).isEmpty()) {
                attributes.put(columns.get(i), value(columns.get(i), cells.get(i)));
            }
        }
        return new Item(attributes);
    }

    private AttributeValue value(String column, String cell) {
        String type = types.getOrDefault(column, KeyType.S.name());
        return type.equals(JSON_TYPE)
                ? JsonItems.readValue(cell)
                : KeyText.ofType(column, KeyType.valueOf(type), cell);
    }

    static List<String> cells(String record) {
        List<String> cells = new ArrayList<>();
        int at = 0;
        while (true) {
            StringBuilder cell = new StringBuilder();
            at =
                    at < record.length() && record.charAt(at) == '"'
                            ? quoted(record, at + 1, cell)
                            : bare(record, at, cell);
            cells.add(cell.toString());
            if (at == record.length()) {
                return cells;
            }
            at++;
        }
    }

    private static int bare(String record, int start, StringBuilder cell) {
        int comma = record.indexOf(',', start);
        int end = comma < 0 ? record.length() : comma;
        String text = record.substring(start, end);
        if (text.indexOf('"') >= 0) {
            throw new InvalidArgumentException(
                    "a quote inside a bare cell, at character " + (start + text.indexOf('"')));
        }
        cell.append(text);
        return end;
    }

    private static int quoted(String record, int start, StringBuilder cell) {
        int at = start;
        while (at < record.length()) {
            char c = record.charAt(at);
            boolean quote = c == '"';
            boolean doubled = quote && at + 1 < record.length() && record.charAt(at + 1) == '"';
            if (quote && !doubled) {
                at++;
                if (at < record.length() && record.charAt(at) != ',') {
                    throw new InvalidArgumentException(
                            "text behind a closing quote, at character " + at);
                }
                return at;
            }
            cell.append(c);
            at += doubled ? 2 : 1;
        }
        throw new InvalidArgumentException("a quote is not closed");
    }
}
