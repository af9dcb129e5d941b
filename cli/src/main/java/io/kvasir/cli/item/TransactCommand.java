package io.kvasir.cli.item;

import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Consumption;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.TransactResult;
import io.kvasir.client.TransactWrite;
import io.kvasir.client.TransactionCanceledException;
import io.kvasir.model.error.CancellationReason;
import io.kvasir.model.item.Item;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Several actions, all or none.
@Command(
        name = "transact",
        description = {
            "Write several items, or read them at one moment: all or none.",
            "The file holds a JSON list, such as",
            "[{\"put\": {\"table\": \"T\", \"item\": {\"id\": \"1\"}}},",
            " {\"update\": {\"table\": \"T\", \"key\": {\"id\": \"2\"}, \"set\": \"n = :n\","
                    + " \"values\": {\":n\": 3}}},",
            " {\"check\": {\"table\": \"T\", \"key\": {\"id\": \"3\"}, \"condition\":"
                    + " \"attribute_exists(id)\"}}]"
        },
        mixinStandardHelpOptions = true)
public final class TransactCommand implements Callable<Integer> {
    private static final int STATUS_CANCELED = 3;

    private final Screen screen;
    @Mixin private Connection connection;
    @Mixin private Output output;
    @Mixin private Consumption consumption;

    @Option(
            names = "--token",
            paramLabel = "TEXT",
            description =
                    "Client request token: the same transaction with the same token is done once"
                            + " within 10 minutes.")
    private @Nullable String token;

    @Parameters(
            index = "0",
            paramLabel = "FILE|-",
            description = "The actions, or - for standard input.")
    private String file;

    public TransactCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        TransactionDocument document = TransactionDocument.read(file);
        try (KvasirClient client = connection.open()) {
            if (document.isRead()) {
                TransactResult found = client.transactGet(document.reads());
                consumption.print(screen, found.info());
                found.items().forEach(this::print);
                return 0;
            }
            TransactWrite write = document.writes();
            TransactResult done = client.transactWrite(token == null ? write : write.token(token));
            consumption.print(screen, done.info());
            return 0;
        } catch (TransactionCanceledException canceled) {
            screen.err().println("error: the transaction was canceled; nothing was done");
            explain(canceled.reasons());
            return STATUS_CANCELED;
        }
    }

    private void print(Optional<Item> item) {
        if (item.isPresent()) {
            output.item(screen, item.get());
        } else {
            screen.out().println(output.isJson() ? "null" : "no such item");
        }
    }

    private void explain(List<CancellationReason> reasons) {
        for (int i = 0; i < reasons.size(); i++) {
            CancellationReason reason = reasons.get(i);
            if (reason.code().isPresent()) {
                screen.err()
                        .println(
                                "action "
                                        + i
                                        + ": "
                                        + reason.code().get()
                                        + ": "
                                        + reason.message());
                reason.item().ifPresent(item -> output.item(screen, item));
            }
        }
    }
}
