package io.kvasir.cli.item;

import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Consumption;
import io.kvasir.cli.option.KeyText;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.option.Paging;
import io.kvasir.cli.option.Placeholders;
import io.kvasir.cli.option.Reading;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.PageResult;
import io.kvasir.client.Query;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows the items of one item collection, in the order of their sort keys.
@Command(
        name = "query",
        description = "Show the items with one partition key, in the order of their sort keys.",
        mixinStandardHelpOptions = true)
public final class QueryCommand implements Callable<Integer> {
    private final Screen screen;
    @Mixin private Connection connection;
    @Mixin private Output output;
    @Mixin private Reading reading;
    @Mixin private Paging paging;
    @Mixin private Placeholders placeholders;
    @Mixin private Consumption consumption;

    @Option(names = "--eq", paramLabel = "VALUE", description = "Sort key equal to this.")
    private @Nullable String equalTo;

    @Option(names = "--lt", paramLabel = "VALUE", description = "Sort key below this.")
    private @Nullable String below;

    @Option(names = "--le", paramLabel = "VALUE", description = "Sort key this or below.")
    private @Nullable String atMost;

    @Option(names = "--gt", paramLabel = "VALUE", description = "Sort key above this.")
    private @Nullable String above;

    @Option(names = "--ge", paramLabel = "VALUE", description = "Sort key this or above.")
    private @Nullable String atLeast;

    @Option(
            names = "--begins-with",
            paramLabel = "VALUE",
            description = "Sort key that begins with this.")
    private @Nullable String prefix;

    @Option(
            names = "--between",
            arity = "2",
            paramLabel = "VALUE",
            description = "Sort key from the first to the second, both included.")
    private List<String> between = List.of();

    @Option(names = "--backward", description = "Descending by sort key.")
    private boolean backward;

    @Parameters(index = "0", paramLabel = "TABLE")
    private String table;

    @Parameters(
            index = "1",
            paramLabel = "[NAME=]VALUE",
            description = "The partition key's value.")
    private String partitionKey;

    public QueryCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        try (KvasirClient client = connection.open()) {
            KeySchema schema = client.describeTable(table).keySchema();
            KeyText keys = new KeyText(schema);
            Query query =
                    Query.of(table, schema.partitionKey().name(), keys.partitionKey(partitionKey));
            query = sorted(query, keys);
            query = reading.apply(paging.apply(query, placeholders));
            List<String> first = new ArrayList<>(List.of(schema.partitionKey().name()));
            schema.sortKey().map(KeyAttribute::name).ifPresent(first::add);
            for (PageResult page : client.pages(backward ? query.descending() : query)) {
                output.page(screen, page, first);
                consumption.print(screen, page.info());
                if (!paging.isAll()) {
                    break;
                }
            }
            reading.session().printToken(screen);
        }
        return 0;
    }

    private Query sorted(Query query, KeyText keys) {
        List<Query> given = new ArrayList<>();
        addCompared(given, query, keys, "=", equalTo);
        addCompared(given, query, keys, "<", below);
        addCompared(given, query, keys, "<=", atMost);
        addCompared(given, query, keys, ">", above);
        addCompared(given, query, keys, ">=", atLeast);
        if (prefix != null) {
            given.add(query.sortKeyBeginsWith(name(keys), keys.sortKey(prefix)));
        }
        if (!between.isEmpty()) {
            given.add(
                    query.sortKeyBetween(
                            name(keys),
                            keys.sortKey(between.get(0)),
                            keys.sortKey(between.get(1))));
        }
        if (given.size() > 1) {
            throw new InvalidArgumentException(
                    "a query takes one condition on the sort key; for a range use --between");
        }
        return given.isEmpty() ? query : given.getFirst();
    }

    private static void addCompared(
            List<Query> given, Query query, KeyText keys, String operator, @Nullable String value) {
        if (value != null) {
            given.add(query.sortKey(name(keys), operator, keys.sortKey(value)));
        }
    }

    private static String name(KeyText keys) {
        return keys.sortKeyAttribute().name();
    }
}
