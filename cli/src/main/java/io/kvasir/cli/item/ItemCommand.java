package io.kvasir.cli.item;

import io.kvasir.cli.option.Conditions;
import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Consumption;
import io.kvasir.cli.option.KeyText;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.option.Placeholders;
import io.kvasir.cli.option.Reading;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.DeleteItem;
import io.kvasir.client.GetItem;
import io.kvasir.client.GetResult;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.PutItem;
import io.kvasir.client.ReturnValues;
import io.kvasir.client.WriteRequest;
import io.kvasir.client.WriteResult;
import io.kvasir.model.key.KeySchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Reads and writes single items.
@Command(
        name = "item",
        description = "Items: put, get, delete, update, query, scan, batch, transact.",
        subcommands = {
            UpdateCommand.class,
            QueryCommand.class,
            ScanCommand.class,
            BatchCommand.class,
            TransactCommand.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class ItemCommand {
    /// What `get` ends with where there is no such item.
    private static final int STATUS_NO_ITEM = 1;

    private static final String STANDARD_INPUT = "-";

    private final Screen screen;

    public ItemCommand(Screen screen) {
        this.screen = screen;
    }

    @Command(
            name = "put",
            description = "Make or replace an item.",
            mixinStandardHelpOptions = true)
    int put(
            @Mixin Connection connection,
            @Mixin Output output,
            @Mixin Conditions conditions,
            @Mixin Placeholders placeholders,
            @Mixin Consumption consumption,
            @Option(names = "--return-old", description = "Print the item as it was before.")
                    boolean returnOld,
            @Parameters(index = "0", paramLabel = "TABLE") String table,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "ITEM",
                            description =
                                    "One JSON document (plain or DynamoDB's), NAME=VALUE words, or"
                                            + " - for a document on standard input.")
                    List<String> words)
            throws IOException {
        try (KvasirClient client = connection.open()) {
            KeySchema schema = client.describeTable(table).keySchema();
            PutItem item = PutItem.into(table, new KeyText(schema).item(orInput(words)));
            item = consumption.isWanted() ? item.exactCapacity() : item;
            PutItem put = returningOld(conditions.apply(item, schema, placeholders), returnOld);
            print(output, consumption, conditions.write(screen, output, () -> client.put(put)));
            conditions.session().printToken(screen);
        }
        return 0;
    }

    @Command(
            name = "get",
            description = "Show the item with a key; exit status 1 where there is none.",
            mixinStandardHelpOptions = true)
    int get(
            @Mixin Connection connection,
            @Mixin Output output,
            @Mixin Reading reading,
            @Mixin Placeholders placeholders,
            @Mixin Consumption consumption,
            @Option(
                            names = "--projection",
                            paramLabel = "EXPRESSION",
                            description =
                                    "Show only what this names: paths, such as \"a.b, l[0]\".")
                    @Nullable String projection,
            @Option(
                            names = "--attributes",
                            split = ",",
                            paramLabel = "NAME",
                            description = "Show only these attributes.")
                    @Nullable List<String> attributes,
            @Parameters(index = "0", paramLabel = "TABLE") String table,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "KEY",
                            description = "NAME=VALUE words, or one JSON document.")
                    List<String> key) {
        try (KvasirClient client = connection.open()) {
            KeySchema schema = client.describeTable(table).keySchema();
            GetItem get = reading.apply(GetItem.from(table, new KeyText(schema).item(key)));
            if (attributes != null) {
                get = get.attributes(attributes.toArray(String[]::new));
            }
            if (projection != null) {
                get = get.projection(placeholders.in(projection));
            }
            GetResult result = client.get(get);
            consumption.print(screen, result.info());
            reading.session().printToken(screen);
            if (result.item().isEmpty()) {
                screen.err().println("no such item" + Output.staleness(result.info()));
                return STATUS_NO_ITEM;
            }
            output.item(screen, result.item().get());
        }
        return 0;
    }

    @Command(
            name = "delete",
            description = "Remove an item; done where there is none.",
            mixinStandardHelpOptions = true)
    int delete(
            @Mixin Connection connection,
            @Mixin Output output,
            @Mixin Conditions conditions,
            @Mixin Placeholders placeholders,
            @Mixin Consumption consumption,
            @Option(names = "--return-old", description = "Print the item as it was before.")
                    boolean returnOld,
            @Parameters(index = "0", paramLabel = "TABLE") String table,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY") List<String> key) {
        try (KvasirClient client = connection.open()) {
            KeySchema schema = client.describeTable(table).keySchema();
            DeleteItem item = DeleteItem.from(table, new KeyText(schema).item(key));
            DeleteItem delete =
                    returningOld(conditions.apply(item, schema, placeholders), returnOld);
            print(
                    output,
                    consumption,
                    conditions.write(screen, output, () -> client.delete(delete)));
            conditions.session().printToken(screen);
        }
        return 0;
    }

    private static <T extends WriteRequest<T>> T returningOld(T request, boolean returnOld) {
        return returnOld ? request.returning(ReturnValues.ALL_OLD) : request;
    }

    private void print(Output output, Consumption consumption, WriteResult result) {
        consumption.print(screen, result.info());
        result.attributes().ifPresent(item -> output.item(screen, item));
    }

    private static List<String> orInput(List<String> words) throws IOException {
        return words.equals(List.of(STANDARD_INPUT))
                ? List.of(new String(System.in.readAllBytes(), StandardCharsets.UTF_8))
                : words;
    }
}
