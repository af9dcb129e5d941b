package io.kvasir.cli.item;

import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.option.Reading;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.Cursor;
import io.kvasir.client.ExecuteStatement;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.PageResult;
import io.kvasir.client.Statement;
import io.kvasir.client.StatementPage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// One statement in PartiQL.
@Command(
        name = "sql",
        description = {
            "Run one PartiQL statement: SELECT, INSERT, UPDATE or DELETE.",
            "Such as: kvasir sql 'SELECT * FROM \"Music\" WHERE \"Artist\" = ?' --param Miles"
        },
        mixinStandardHelpOptions = true)
public final class SqlCommand implements Callable<Integer> {
    private final Screen screen;
    @Mixin private Connection connection;
    @Mixin private Output output;
    @Mixin private Reading reading;

    @Option(
            names = "--param",
            paramLabel = "VALUE",
            description = "For the statement's next question mark: JSON, or bare text.")
    private List<String> parameters = List.of();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "Items to evaluate at most in one page (default: as fit in 1 MB).")
    private int limit;

    @Option(names = "--all", description = "All pages, one after the other.")
    private boolean all;

    @Option(
            names = "--cursor",
            paramLabel = "TEXT",
            description = "Begin where an earlier page said that more follows.")
    private @Nullable String cursor;

    @Parameters(index = "0", paramLabel = "STATEMENT")
    private String statement;

    public SqlCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        Statement parsed =
                new Statement(
                        statement,
                        parameters.stream().map(JsonItems::readValueOrText).toList(),
                        false);
        try (KvasirClient client = connection.open()) {
            ExecuteStatement request = reading.apply(ExecuteStatement.of(parsed).limit(limit));
            Optional<String> next = Optional.ofNullable(cursor);
            do {
                StatementPage page = client.execute(next.map(request::startingAt).orElse(request));
                next = page.next();
                output.page(screen, asPage(page), List.of());
            } while (all && next.isPresent());
            reading.session().printToken(screen);
        }
        return 0;
    }

    private static PageResult asPage(StatementPage page) {
        int count = page.items().size();
        return new PageResult(
                page.items(), count, count, page.next().map(Cursor::new), page.info());
    }
}
