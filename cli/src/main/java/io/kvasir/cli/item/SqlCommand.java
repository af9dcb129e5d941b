package io.kvasir.cli.item;

import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Consumption;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.option.Reading;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.ConditionFailedException;
import io.kvasir.client.Cursor;
import io.kvasir.client.ExecuteStatement;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.PageResult;
import io.kvasir.client.Statement;
import io.kvasir.client.StatementPage;
import io.kvasir.client.StatementResult;
import io.kvasir.client.TransactResult;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.util.ArrayList;
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
    private static final int STATUS_UNDONE = 1;

    private final Screen screen;
    @Mixin private Connection connection;
    @Mixin private Output output;
    @Mixin private Reading reading;
    @Mixin private Consumption consumption;

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

    @Option(
            names = "--return-on-failure",
            description = "Print the present item where a condition fails.")
    private boolean returnOnFailure;

    @Option(names = "--batch", description = "Several statements, each on its own.")
    private boolean batch;

    @Option(names = "--transaction", description = "Several statements, all or none.")
    private boolean transaction;

    @Parameters(
            index = "0..*",
            arity = "1..*",
            paramLabel = "STATEMENT",
            description = "Several only with --batch or --transaction.")
    private List<String> statements;

    public SqlCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        if (batch && transaction) {
            throw new InvalidArgumentException("--batch and --transaction exclude each other");
        }
        if (statements.size() > 1 && !batch && !transaction) {
            throw new InvalidArgumentException("several statements need --batch or --transaction");
        }
        List<Statement> parsed = parsed();
        try (KvasirClient client = connection.open()) {
            if (transaction) {
                return transaction(client, parsed);
            }
            return batch ? batch(client, parsed) : single(client, parsed.getFirst());
        }
    }

    /// The parameters go to the question marks of the statements in order.
    private List<Statement> parsed() {
        List<AttributeValue> left =
                new ArrayList<>(parameters.stream().map(JsonItems::readValueOrText).toList());
        List<Statement> parsed = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            boolean isLast = i == statements.size() - 1;
            int marks = isLast ? left.size() : questionMarks(statements.get(i));
            List<AttributeValue> own = left.subList(0, Math.min(marks, left.size()));
            parsed.add(new Statement(statements.get(i), own, returnOnFailure));
            own.clear();
        }
        return parsed;
    }

    private static int questionMarks(String statement) {
        int marks = 0;
        char quote = 0;
        for (int i = 0; i < statement.length(); i++) {
            char c = statement.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '?') {
                marks++;
            }
        }
        return marks;
    }

    private int single(KvasirClient client, Statement statement) {
        ExecuteStatement request = reading.apply(ExecuteStatement.of(statement).limit(limit));
        Optional<String> next = Optional.ofNullable(cursor);
        do {
            StatementPage page;
            try {
                page = client.execute(next.map(request::startingAt).orElse(request));
            } catch (ConditionFailedException failed) {
                failed.item().ifPresent(item -> output.item(screen, item));
                throw failed;
            }
            next = page.next();
            output.page(screen, asPage(page), List.of());
            consumption.print(screen, page.info());
        } while (all && next.isPresent());
        reading.session().printToken(screen);
        return 0;
    }

    private int transaction(KvasirClient client, List<Statement> parsed) {
        TransactResult done = client.executeTransaction(parsed);
        consumption.print(screen, done.info());
        if (done.items().stream().anyMatch(Optional::isPresent)) {
            done.items().forEach(this::print);
        }
        return 0;
    }

    private int batch(KvasirClient client, List<Statement> parsed) {
        int failed = 0;
        for (StatementResult result : client.executeBatch(parsed)) {
            if (result.failure().isPresent()) {
                failed++;
                screen.err().println("error: " + result.failure().get().getMessage());
            } else {
                print(result.item());
            }
        }
        return failed == 0 ? 0 : STATUS_UNDONE;
    }

    private void print(Optional<Item> item) {
        if (item.isPresent()) {
            output.item(screen, item.get());
        } else {
            screen.out().println(output.isJson() ? "null" : "no item");
        }
    }

    private static PageResult asPage(StatementPage page) {
        int count = page.items().size();
        return new PageResult(
                page.items(), count, count, page.next().map(Cursor::new), page.info());
    }
}
