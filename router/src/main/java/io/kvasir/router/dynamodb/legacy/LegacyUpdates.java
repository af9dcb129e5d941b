package io.kvasir.router.dynamodb.legacy;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.json.AttributeInput;
import io.kvasir.router.dynamodb.json.Structure;
import io.kvasir.router.dynamodb.validation.ValueCheck;
import io.kvasir.router.dynamodb.validation.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `AttributeUpdates`.
final class LegacyUpdates {
    private static final Set<String> SETS = Set.of("SS", "NS", "BS");
    private static final Set<String> ADDABLE = Set.of("N", "SS", "NS", "BS", "L");

    private LegacyUpdates() {}

    static void check(Structure request, Wording wording) {
        SequencedMap<String, Structure> updates = request.entries("AttributeUpdates");
        for (Structure update : updates.values()) {
            @Nullable AttributeInput input = update.attribute("Value");
            String action = update.text("Action", "PUT");
            if (input == null) {
                if (!action.equals("DELETE")) {
                    throw invalid(
                            "Only DELETE action is allowed when no attribute value is specified");
                }
                continue;
            }
            ValueCheck.value(input, wording);
            String type = input.value().typeName();
            if (action.equals("DELETE") && !SETS.contains(type)) {
                throw invalid("DELETE action with value is not supported for the type " + type);
            }
            if (action.equals("ADD") && !ADDABLE.contains(type)) {
                throw invalid("ADD action is not supported for the type " + type);
            }
        }
    }

    /// All updates as one expression; empty where there is none.
    static String expression(Structure request, Placeholders to) {
        List<String> set = new ArrayList<>();
        List<String> remove = new ArrayList<>();
        List<String> add = new ArrayList<>();
        List<String> delete = new ArrayList<>();
        SequencedMap<String, Structure> updates = request.entries("AttributeUpdates");
        updates.forEach((attribute, update) -> {
            String name = to.name(attribute);
            @Nullable AttributeInput input = update.attribute("Value");
            if (input == null) {
                remove.add(name);
                return;
            }
            AttributeValue value = input.value();
            switch (update.text("Action", "PUT")) {
                case "ADD" -> {
                    if (value instanceof AttributeValue.ListValue list) {
                        set.add(appended(name, list, to));
                    } else {
                        add.add(name + " " + to.value(value));
                    }
                }
                case "DELETE" -> delete.add(name + " " + to.value(value));
                default -> set.add(name + " = " + to.value(value));
            }
        });
        List<String> sections = new ArrayList<>();
        section("SET", set, sections);
        section("REMOVE", remove, sections);
        section("ADD", add, sections);
        section("DELETE", delete, sections);
        return String.join(" ", sections);
    }

    private static String appended(String name, AttributeValue.ListValue list, Placeholders to) {
        String none = to.value(new AttributeValue.ListValue(List.of()));
        return name
                + " = list_append(if_not_exists("
                + name
                + ", "
                + none
                + "), "
                + to.value(list)
                + ")";
    }

    private static void section(String keyword, List<String> actions, List<String> sections) {
        if (!actions.isEmpty()) {
            sections.add(keyword + " " + String.join(", ", actions));
        }
    }

    private static DynamoDbException invalid(String message) {
        return DynamoDbException.validation(
                "One or more parameter values were invalid: " + message);
    }
}
