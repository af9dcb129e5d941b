package io.kvasir.cli.item;

import io.kvasir.cli.json.JsonItems;
import io.kvasir.cli.option.Conditions;
import io.kvasir.cli.option.Connection;
import io.kvasir.cli.option.Consumption;
import io.kvasir.cli.option.KeyText;
import io.kvasir.cli.option.Output;
import io.kvasir.cli.option.Placeholders;
import io.kvasir.cli.terminal.Screen;
import io.kvasir.client.KvasirClient;
import io.kvasir.client.ReturnValues;
import io.kvasir.client.UpdateItem;
import io.kvasir.client.UpdateItem.Clause;
import io.kvasir.client.WriteResult;
import io.kvasir.model.key.KeySchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Changes an item in place.
@Command(
        name = "update",
        description = "Change an item in place, or make it where there is none.",
        mixinStandardHelpOptions = true)
public final class UpdateCommand implements Callable<Integer> {
    private final Screen screen;
    @Mixin private Connection connection;
    @Mixin private Output output;
    @Mixin private Conditions conditions;
    @Mixin private Placeholders placeholders;
    @Mixin private Consumption consumption;

    @Option(
            names = "--set",
            paramLabel = "ATTRIBUTE=VALUE",
            description = "Set a whole attribute: JSON, or bare text.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--remove", paramLabel = "ATTRIBUTE", description = "Remove an attribute.")
    private List<String> remove = List.of();

    @Option(
            names = "--add",
            paramLabel = "ATTRIBUTE=NUMBER",
            description =
                    "Add to a number, where one that is absent counts as 0; or elements to a set: a"
                            + " JSON list, or a set in DynamoDB's form.")
    private Map<String, String> add = new LinkedHashMap<>();

    @Option(
            names = "--delete",
            paramLabel = "ATTRIBUTE=SET",
            description = "Take elements from a set: a JSON list, or a set in DynamoDB's form.")
    private Map<String, String> delete = new LinkedHashMap<>();

    @Option(
            names = "--set-expression",
            paramLabel = "ACTIONS",
            description =
                    "Set by expression, without the keyword: such as \"n = if_not_exists(n, :z) +"
                            + " :one\".")
    private List<String> setExpressions = List.of();

    @Option(
            names = "--return",
            paramLabel = "VALUES",
            defaultValue = "NONE",
            description = "Print attributes: ${COMPLETION-CANDIDATES} (default: NONE).")
    private ReturnValues returnValues;

    @Parameters(index = "0", paramLabel = "TABLE")
    private String table;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY")
    private List<String> key;

    public UpdateCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        try (KvasirClient client = connection.open()) {
            KeySchema schema = client.describeTable(table).keySchema();
            UpdateItem update = UpdateItem.in(table, new KeyText(schema).item(key));
            for (var each : set.entrySet()) {
                update = update.set(each.getKey(), JsonItems.readValueOrText(each.getValue()));
            }
            for (String actions : setExpressions) {
                update = update.with(Clause.SET, placeholders.in(actions));
            }
            for (String attribute : remove) {
                update = update.remove(attribute);
            }
            for (var each : add.entrySet()) {
                update = update.add(each.getKey(), SetText.orValue(each.getValue()));
            }
            for (var each : delete.entrySet()) {
                update = update.deleteElements(each.getKey(), SetText.orValue(each.getValue()));
            }
            UpdateItem whole =
                    conditions.apply(update, schema, placeholders).returning(returnValues);
            WriteResult written = conditions.write(screen, output, () -> client.update(whole));
            consumption.print(screen, written.info());
            written.attributes().ifPresent(item -> output.item(screen, item));
            conditions.session().printToken(screen);
        }
        return 0;
    }
}
