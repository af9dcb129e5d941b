package io.kvasir.cli.table;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.cli.terminal.TextTable;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.TableDescription;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes, shows and removes tables.
@Command(
        name = "table",
        description = "Tables: create, describe, list, delete.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class TableCommand {
    private final Screen screen;

    public TableCommand(Screen screen) {
        this.screen = screen;
    }

    @Command(
            name = "create",
            description = "Make a table and wait until it serves.",
            mixinStandardHelpOptions = true)
    int create(
            @Mixin Connection connection,
            @Mixin Output output,
            @Parameters(paramLabel = "TABLE") String table,
            @Option(
                            names = {"-p", "--partition-key"},
                            required = true,
                            paramLabel = "NAME[:S|N|B]",
                            description = "The partition key and its type (default: S).")
                    String partitionKey,
            @Option(
                            names = {"-s", "--sort-key"},
                            paramLabel = "NAME[:S|N|B]",
                            description = "The sort key and its type (default: S).")
                    @Nullable String sortKey) {
        KeySchema schema =
                new KeySchema(
                        KeyWord.parse(partitionKey),
                        Optional.ofNullable(sortKey).map(KeyWord::parse));
        try (KvasirClient client = connection.open()) {
            print(output, client.createTable(table, schema));
        }
        return 0;
    }

    @Command(
            name = "describe",
            description = "Show a table's key and state.",
            mixinStandardHelpOptions = true)
    int describe(
            @Mixin Connection connection,
            @Mixin Output output,
            @Parameters(paramLabel = "TABLE") String table) {
        try (KvasirClient client = connection.open()) {
            print(output, client.describeTable(table));
        }
        return 0;
    }

    @Command(name = "list", description = "Name all tables.", mixinStandardHelpOptions = true)
    int list(@Mixin Connection connection, @Mixin Output output) {
        try (KvasirClient client = connection.open()) {
            List<String> names = client.listTables();
            if (output.isJson()) {
                screen.out()
                        .println(
                                JsonItems.written(json -> {
                                    json.writeStartArray();
                                    for (String name : names) {
                                        json.writeString(name);
                                    }
                                    json.writeEndArray();
                                }));
            } else {
                names.forEach(screen.out()::println);
            }
        }
        return 0;
    }

    @Command(
            name = "delete",
            description = "Remove a table with all its items.",
            mixinStandardHelpOptions = true)
    int delete(
            @Mixin Connection connection,
            @Mixin Output output,
            @Parameters(paramLabel = "TABLE") String table) {
        try (KvasirClient client = connection.open()) {
            print(output, client.deleteTable(table));
        }
        return 0;
    }

    private void print(Output output, TableDescription table) {
        if (output.isJson()) {
            screen.out().println(JsonItems.written(json -> write(json, table)));
            return;
        }
        TextTable rows = new TextTable(List.of("table", table.name()));
        rows.row(List.of("state", table.state().name()));
        rows.row(List.of("partition key", shown(table.keySchema().partitionKey())));
        table.keySchema()
                .sortKey()
                .ifPresent(attribute -> rows.row(List.of("sort key", shown(attribute))));
        rows.row(List.of("created", table.createdAt().toString()));
        rows.row(List.of("id", table.id()));
        screen.out().print(rows.rendered(screen.columns()));
    }

    private static void write(JsonGenerator json, TableDescription table) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", table.name());
        json.writeStringField("state", table.state().name());
        write(json, "partitionKey", table.keySchema().partitionKey());
        if (table.keySchema().sortKey().isPresent()) {
            write(json, "sortKey", table.keySchema().sortKey().get());
        }
        json.writeStringField("createdAt", table.createdAt().toString());
        json.writeStringField("id", table.id());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String field, KeyAttribute attribute)
            throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("name", attribute.name());
        json.writeStringField("type", attribute.type().name());
        json.writeEndObject();
    }

    private static String shown(KeyAttribute attribute) {
        return attribute.name() + " (" + attribute.type() + ")";
    }
}
