package io.kvasir.cli.item;

import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Consumption;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.option.Paging;
import io.kvasir.cli.option.Placeholders;
import io.kvasir.cli.option.Reading;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.PageResult;
import io.kvasir.client.Scan;
import io.kvasir.model.key.KeySchema;
import io.kvasir.model.key.KeySchema.KeyAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows all items of a table.
@Command(
        name = "scan",
        description = "Show all items of a table, in no order that means anything.",
        mixinStandardHelpOptions = true)
public final class ScanCommand implements Callable<Integer> {
    private final Screen screen;
    @Mixin private Connection connection;
    @Mixin private Output output;
    @Mixin private Reading reading;
    @Mixin private Paging paging;
    @Mixin private Placeholders placeholders;
    @Mixin private Consumption consumption;

    @Option(
            names = "--segment",
            paramLabel = "I",
            defaultValue = "0",
            description = "Only this segment, from 0 (with --of).")
    private int segment;

    @Option(
            names = "--of",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many segments the table is cut into (default: 1).")
    private int segments;

    @Parameters(index = "0", paramLabel = "TABLE")
    private String table;

    public ScanCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        try (KvasirClient client = connection.open()) {
            KeySchema schema = client.describeTable(table).keySchema();
            Scan scan = Scan.of(table).segment(segment, segments);
            scan = reading.apply(paging.apply(scan, placeholders));
            List<String> first = new ArrayList<>(List.of(schema.partitionKey().name()));
            schema.sortKey().map(KeyAttribute::name).ifPresent(first::add);
            for (PageResult page : client.pages(scan)) {
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
}
