package io.kvasir.cli.option;

import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.option.Placeholders.Assignment;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.ConditionFailedException;
import io.kvasir.client.Expression;
import io.kvasir.client.WriteRequest;
import io.kvasir.model.key.KeySchema;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// On what condition to write, and under which token.
public final class Conditions {
    @Option(names = "--if-not-exists", description = "Only where there is no such item yet.")
    private boolean ifNotExists;

    @Option(names = "--if-exists", description = "Only where there is such an item.")
    private boolean ifExists;

    @Option(
            names = "--if",
            paramLabel = "ATTRIBUTE=VALUE",
            description = "Only where the attribute has this value: JSON, or bare text.")
    private List<String> equal = List.of();

    @Option(
            names = "--condition",
            paramLabel = "EXPRESSION",
            description = "Only where the condition expression holds.")
    private @Nullable String condition;

    @Option(
            names = "--token",
            paramLabel = "TEXT",
            description =
                    "Client request token: the same command with the same token is done once"
                            + " within 10 minutes.")
    private @Nullable String token;

    @Option(
            names = "--return-on-failure",
            description = "Print the present item where the condition fails.")
    private boolean returnOnFailure;

    @Mixin private SessionOption session;

    public <T extends WriteRequest<T>> T apply(
            T request, KeySchema schema, Placeholders placeholders) {
        T write = request;
        String key = schema.partitionKey().name();
        if (ifNotExists) {
            write = write.onlyIfAbsent(key);
        }
        if (ifExists) {
            write = write.onlyIfExists(key);
        }
        for (String each : equal) {
            Assignment assignment = Assignment.parse(each);
            write =
                    write.onlyIf(
                            Expression.equalTo(
                                    assignment.name(),
                                    JsonItems.readValueOrText(assignment.value())));
        }
        if (condition != null) {
            write = write.onlyIf(placeholders.in(condition));
        }
        if (token != null) {
            write = write.token(token);
        }
        if (returnOnFailure) {
            write = write.returningItemOnConditionFailure();
        }
        return session.open().map(write::in).orElse(write);
    }

    /// Writes; where the condition fails, prints the present item that came with the failure.
    public <R> R write(Screen screen, Output output, Supplier<R> call) {
        try {
            return call.get();
        } catch (ConditionFailedException failed) {
            failed.item().ifPresent(item -> output.item(screen, item));
            throw failed;
        }
    }

    public SessionOption session() {
        return session;
    }
}
