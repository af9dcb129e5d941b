package io.kvasir.cli.transfer;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import io.kvasir.model.key.KeyType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is imported: a file or standard input, and how to read it.
///
/// @param file empty for standard input
/// @param columnTypes of CSV: S, N, B or JSON, by column
public record ImportSource(Optional<Path> file, Format format, Map<String, String> columnTypes) {
    /// How the records are written.
    public enum Format {
        AUTO,
        JSON,
        DYNAMODB,
        CSV
    }

    private static final Set<String> COLUMN_TYPES = Set.of("S", "N", "B", "JSON");

    public ImportSource {
        columnTypes = Map.copyOf(columnTypes);
        columnTypes.forEach((column, type) -> {
            if (!COLUMN_TYPES.contains(type)) {
                throw new InvalidArgumentException(
                        "the type of column '"
                                + column
                                + "' is '"
                                + type
                                + "'; it must be S, N, B or JSON");
            }
        });
    }

    /// A file of JSON Lines, plain or typed.
    public static ImportSource jsonLines(Path file) {
        return new ImportSource(Optional.of(file), Format.AUTO, Map.of());
    }

    /// Names the source and its state, so that a checkpoint is not applied to another.
    String identity() throws IOException {
        if (file.isEmpty()) {
            return "standard input";
        }
        Path path = file.get().toRealPath();
        return path + " (" + Files.size(path) + " bytes, " + Files.getLastModifiedTime(path) + ")";
    }

    /// In bytes; 0 where it is not known.
    long size() throws IOException {
        return file.isPresent() ? Files.size(file.get()) : 0;
    }

    InputStream open() throws IOException {
        return file.isPresent() ? Files.newInputStream(file.get()) : System.in;
    }

    RecordSource records(InputStream input, KeySchema schema) {
        return switch (format) {
            case CSV -> csv(input, schema);
            case JSON -> json(input, JsonFormat.PLAIN, schema);
            case DYNAMODB -> json(input, JsonFormat.DYNAMODB, schema);
            case AUTO -> isNamedCsv() ? csv(input, schema) : json(input, JsonFormat.AUTO, schema);
        };
    }

    private boolean isNamedCsv() {
        return file.isPresent() && file.get().toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    }

    private RecordSource csv(InputStream input, KeySchema schema) {
        Map<String, String> types = new LinkedHashMap<>();
        keyAttributes(schema).forEach(key -> types.put(key.name(), key.type().name()));
        types.putAll(columnTypes);
        return new CsvSource(input, types);
    }

    private static RecordSource json(InputStream input, JsonFormat format, KeySchema schema) {
        List<KeyAttribute> binary =
                keyAttributes(schema).stream().filter(key -> key.type() == KeyType.B).toList();
        return new JsonLinesSource(input, format, item -> withBinaryKeys(item, binary));
    }

    /// Plain JSON has no binary values: a key that must be one is given as Base64.
    private static Item withBinaryKeys(Item item, List<KeyAttribute> binary) {
        Item keyed = item;
        for (KeyAttribute key : binary) {
            if (item.get(key.name()) instanceof AttributeValue.StringValue text) {
                try {
                    Bytes bytes = Bytes.ofOwned(Base64.getDecoder().decode(text.value()));
                    keyed = keyed.with(key.name(), AttributeValue.of(bytes));
                } catch (IllegalArgumentException e) {
                    throw new InvalidArgumentException(
                            "the key " + key.name() + " is not Base64: " + e.getMessage());
                }
            }
        }
        return keyed;
    }

    private static List<KeyAttribute> keyAttributes(KeySchema schema) {
        List<KeyAttribute> attributes = new ArrayList<>(List.of(schema.partitionKey()));
        schema.sortKey().ifPresent(attributes::add);
        return attributes;
    }
}
