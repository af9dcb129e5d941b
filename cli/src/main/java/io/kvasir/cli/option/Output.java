package io.kvasir.cli.option;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.cli.json.JsonFormat;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.cli.terminal.TextTable;
import io.kvasir.client.PageResult;
import io.kvasir.client.ReplyInfo;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How results are printed: tables for people, JSON for programs.
public final class Output {
    private static final int COLUMNS_MAX = 8;

    @Option(names = "--json", description = "Print JSON, one document a line.")
    private boolean json;

    @Option(
            names = "--dynamodb-json",
            description = "Print JSON with items in DynamoDB's typed form, which is exact.")
    private boolean dynamodbJson;

    public boolean isJson() {
        return json || dynamodbJson;
    }

    /// The form of items in JSON.
    public JsonFormat format() {
        return dynamodbJson ? JsonFormat.DYNAMODB : JsonFormat.PLAIN;
    }

    public void item(Screen screen, Item item) {
        if (isJson()) {
            screen.out().println(JsonItems.write(item, format()));
            return;
        }
        TextTable table = new TextTable(List.of("attribute", "type", "value"));
        item.attributes()
                .forEach((name, value) ->
                        table.row(List.of(name, value.typeName(), JsonItems.shown(value))));
        screen.out().print(table.rendered(screen.columns()));
    }

    /// @param first attributes to show first: the key's
    public void page(Screen screen, PageResult page, List<String> first) {
        if (isJson()) {
            screen.out().println(JsonItems.written(json -> writePage(json, page)));
            return;
        }
        if (!page.items().isEmpty()) {
            screen.out().print(asTable(page.items(), first).rendered(screen.columns()));
        }
        screen.err().println(summary(page));
    }

    private void writePage(JsonGenerator json, PageResult page) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("items");
        for (Item item : page.items()) {
            JsonItems.writeItem(json, item, format());
        }
        json.writeEndArray();
        json.writeNumberField("count", page.count());
        json.writeNumberField("scannedCount", page.scannedCount());
        json.writeNumberField("stalenessMs", page.info().staleness().toMillis());
        if (page.next().isPresent()) {
            json.writeStringField("cursor", page.next().get().text());
        }
        json.writeEndObject();
    }

    private static TextTable asTable(List<Item> items, List<String> first) {
        LinkedHashSet<String> names = new LinkedHashSet<>(first);
        for (Item item : items) {
            for (String name : item.attributes().keySet()) {
                if (names.size() < COLUMNS_MAX) {
                    names.add(name);
                }
            }
        }
        TextTable table = new TextTable(List.copyOf(names));
        for (Item item : items) {
            table.row(names.stream().map(name -> cell(item, name)).toList());
        }
        return table;
    }

    private static String cell(Item item, String name) {
        @Nullable AttributeValue value = item.get(name);
        return value == null ? "" : JsonItems.shown(value);
    }

    private static String summary(PageResult page) {
        String counts =
                page.count()
                        + " items"
                        + (page.scannedCount() == page.count()
                                ? ""
                                : " of " + page.scannedCount() + " read")
                        + staleness(page.info());
        Optional<String> more =
                page.next().map(cursor -> "\nmore: --all, or --cursor " + cursor.text());
        return counts + more.orElse("");
    }

    /// What a person should know of an eventual read.
    public static String staleness(ReplyInfo info) {
        long millis = info.staleness().toMillis();
        return millis == 0 ? "" : ", at most " + millis + " ms stale";
    }
}
