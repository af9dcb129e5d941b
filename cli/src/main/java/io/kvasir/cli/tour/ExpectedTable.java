package io.kvasir.cli.tour;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.model.Bytes;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the table must hold: the content of every item of the input, by section and package in the
/// order of their bytes.
final class ExpectedTable {
    static final String PARTITION_KEY = "Section";
    static final String SORT_KEY = "Package";

    private static final Comparator<String> BY_BYTES = Comparator.comparing(Bytes::utf8);

    private final NavigableMap<String, NavigableMap<String, ItemDigest>> sections =
            new TreeMap<>(BY_BYTES);
    private long count;

    private ExpectedTable() {}

    /// @throws IllegalStateException where two records have one key: the input is not a table
    static ExpectedTable read(Path jsonLines) throws IOException {
        ExpectedTable expected = new ExpectedTable();
        try (Stream<String> lines = Files.lines(jsonLines)) {
            lines.forEach(line -> expected.add(JsonItems.read(line, JsonFormat.AUTO)));
        }
        return expected;
    }

    private void add(Item item) {
        String section = text(item, PARTITION_KEY);
        String name = text(item, SORT_KEY);
        ItemDigest before =
                sections.computeIfAbsent(section, key -> new TreeMap<>(BY_BYTES))
                        .put(name, ItemDigest.of(item));
        if (before != null) {
            throw new IllegalStateException("the input has " + section + "/" + name + " twice");
        }
        count++;
    }

    long count() {
        return count;
    }

    NavigableMap<String, NavigableMap<String, ItemDigest>> sections() {
        return sections;
    }

    /// The digest of the item with this one's key; null where there is none.
    @Nullable ItemDigest digestOf(Item item) {
        NavigableMap<String, ItemDigest> section = sections.get(text(item, PARTITION_KEY));
        return section == null ? null : section.get(text(item, SORT_KEY));
    }

    static String text(Item item, String name) {
        if (item.get(name) instanceof AttributeValue.StringValue text) {
            return text.value();
        }
        throw new IllegalStateException("an item without text as its " + name + ": " + item);
    }
}
