package io.kvasir.cli.item;

import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Consumption;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.option.Reading;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.BatchGetResult;
import io.kvasir.client.BatchWrite;
import io.kvasir.client.BatchWriteResult;
import io.kvasir.client.KvasirClient;
import io.kvasir.model.item.Item;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Many puts and deletes, or many reads, each on its own.
@Command(
        name = "batch",
        description = {
            "Put and delete many items, or read many by their keys: each on its own, not all or"
                    + " none.",
            "The file holds a JSON list, such as",
            "[{\"put\": {\"table\": \"T\", \"item\": {\"id\": \"1\"}}},",
            " {\"delete\": {\"table\": \"T\", \"key\": {\"id\": \"2\"}}}], or",
            "[{\"get\": {\"table\": \"T\", \"key\": {\"id\": \"1\"}}}]"
        },
        mixinStandardHelpOptions = true)
public final class BatchCommand implements Callable<Integer> {
    private static final int STATUS_UNDONE = 1;

    private final Screen screen;
    @Mixin private Connection connection;
    @Mixin private Output output;
    @Mixin private Reading reading;
    @Mixin private Consumption consumption;

    @Parameters(
            index = "0",
            paramLabel = "FILE|-",
            description = "The actions, or - for standard input.")
    private String file;

    public BatchCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        TransactionDocument document = TransactionDocument.read(file);
        try (KvasirClient client = connection.open()) {
            int undone = document.isRead() ? read(client, document) : write(client, document);
            reading.session().printToken(screen);
            return undone == 0 ? 0 : STATUS_UNDONE;
        }
    }

    private int read(KvasirClient client, TransactionDocument document) {
        BatchGetResult found = client.batchGet(reading.apply(document.batchReads()));
        consumption.print(screen, found.info());
        for (List<Item> items : found.items().values()) {
            items.forEach(item -> output.item(screen, item));
        }
        found.unprocessed()
                .forEach(keys ->
                        screen.err()
                                .println(
                                        "not read: "
                                                + keys.keys().size()
                                                + " items of "
                                                + keys.table()));
        return found.unprocessed().size();
    }

    private int write(KvasirClient client, TransactionDocument document) {
        BatchWrite writes = document.batchWrites();
        BatchWrite batch = consumption.isWanted() ? writes.withExactCapacity() : writes;
        BatchWriteResult done =
                client.batchWrite(reading.session().open().map(batch::in).orElse(batch));
        consumption.print(screen, done.info());
        done.unprocessed()
                .forEach(each ->
                        screen.err()
                                .println(
                                        "not done: "
                                                + each.write()
                                                + ": "
                                                + each.reason().getMessage()));
        return done.unprocessed().size();
    }
}
