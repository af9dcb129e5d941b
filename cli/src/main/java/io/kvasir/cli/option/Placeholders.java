package io.kvasir.cli.option;

import io.kvasir.cli.json.JsonItems;
import io.kvasir.client.Expression;
import io.kvasir.model.error.InvalidArgumentException;
import java.util.List;
import picocli.CommandLine.Option;

/// What the `#name` and `:value` placeholders of expressions stand for.
public final class Placeholders {
    @Option(
            names = "--name",
            paramLabel = "#NAME=ATTRIBUTE",
            description = "What a name placeholder of the expressions stands for.")
    private List<String> names = List.of();

    @Option(
            names = "--value",
            paramLabel = ":NAME=VALUE",
            description = "What a value placeholder stands for: JSON, or bare text.")
    private List<String> values = List.of();

    /// The expression with those of the placeholders that it uses.
    public Expression in(String text) {
        Expression expression = Expression.of(text);
        for (String each : names) {
            Assignment name = Assignment.parse(each);
            if (uses(text, name.name())) {
                expression = expression.name(name.name(), name.value());
            }
        }
        for (String each : values) {
            Assignment value = Assignment.parse(each);
            if (uses(text, value.name())) {
                expression =
                        expression.value(value.name(), JsonItems.readValueOrText(value.value()));
            }
        }
        return expression;
    }

    private static boolean uses(String text, String placeholder) {
        int at = text.indexOf(placeholder);
        while (at >= 0) {
            int end = at + placeholder.length();
            if (end == text.length()
                    || !(Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
                return true;
            }
            at = text.indexOf(placeholder, end);
        }
        return false;
    }

    /// `name=value` as a command line has it; the first `=` parts them.
    record Assignment(String name, String value) {
        static Assignment parse(String text) {
            int at = text.indexOf('=');
            if (at < 1) {
                throw new InvalidArgumentException("'" + text + "' must be NAME=VALUE");
            }
            return new Assignment(text.substring(0, at), text.substring(at + 1));
        }
    }
}
