package io.kvasir.cli.item;

import io.kvasir.cli.json.JsonFormat;
import io.kvasir.cli.json.JsonItems;
import io.kvasir.client.BatchGet;
import io.kvasir.client.BatchWrite;
import io.kvasir.client.DeleteItem;
import io.kvasir.client.Expression;
import io.kvasir.client.GetItem;
import io.kvasir.client.PutItem;
import io.kvasir.client.TransactGet;
import io.kvasir.client.TransactWrite;
import io.kvasir.client.TransactWrite.Action;
import io.kvasir.client.UpdateItem;
import io.kvasir.client.UpdateItem.Clause;
import io.kvasir.client.WriteRequest;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.AttributeValue.ListValue;
import io.kvasir.model.item.AttributeValue.MapValue;
import io.kvasir.model.item.AttributeValue.StringValue;
import io.kvasir.model.item.Item;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A transaction as JSON: a list of objects, each with one action's name (`put`, `update`,
/// `delete`, `check`, or only `get`) over what it says.
final class TransactionDocument {
    private static final String STANDARD_INPUT = "-";
    private static final Set<String> MEMBERS =
            Set.of(
                    "table",
                    "item",
                    "key",
                    "condition",
                    "names",
                    "values",
                    "projection",
                    "set",
                    "remove",
                    "add",
                    "delete");

    private final List<MapValue> actions;

    private TransactionDocument(List<MapValue> actions) {
        this.actions = actions;
    }

    /// @throws InvalidArgumentException where the text is no list of actions
    static TransactionDocument parse(String text) {
        if (!(JsonItems.readValue(text) instanceof ListValue list)) {
            throw new InvalidArgumentException("a transaction must be a JSON list of actions");
        }
        List<MapValue> actions = new ArrayList<>();
        for (AttributeValue each : list.elements()) {
            if (!(each instanceof MapValue map)
                    || map.entries().size() != 1
                    || !(map.entries().firstEntry().getValue() instanceof MapValue)) {
                throw new InvalidArgumentException(
                        "action "
                                + actions.size()
                                + " must be an object with one action's name, such as"
                                + " {\"put\": {\"table\": …, \"item\": …}}");
            }
            actions.add(map);
        }
        return new TransactionDocument(actions);
    }

    /// @param file or `-` for standard input
    static TransactionDocument read(String file) throws IOException {
        return parse(
                file.equals(STANDARD_INPUT)
                        ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                        : Files.readString(Path.of(file)));
    }

    /// Of a document that is only read: the same, each item on its own.
    BatchGet batchReads() {
        List<BatchGet.Keys> keys = new ArrayList<>();
        for (MapValue action : actions) {
            MapValue content = content(action);
            keys.add(
                    new BatchGet.Keys(
                            text(content, "table"),
                            List.of(item(content, "key")),
                            expression(content, "projection")));
        }
        return BatchGet.of(keys);
    }

    /// @throws InvalidArgumentException where an action is no put or delete without conditions
    BatchWrite batchWrites() {
        BatchWrite all = BatchWrite.EMPTY;
        for (MapValue action : actions) {
            MapValue content = content(action);
            if (content.entries().containsKey("condition")) {
                throw new InvalidArgumentException(
                        "a batch has no conditions: use 'item transact'");
            }
            String table = text(content, "table");
            all =
                    switch (kind(action)) {
                        case "put" -> all.put(table, item(content, "item"));
                        case "delete" -> all.delete(table, item(content, "key"));
                        default ->
                                throw new InvalidArgumentException(
                                        "a batch has puts and deletes only, or gets only; '"
                                                + kind(action)
                                                + "' is for 'item transact'");
                    };
        }
        return all;
    }

    boolean isRead() {
        return !actions.isEmpty()
                && actions.stream().allMatch(action -> kind(action).equals("get"));
    }

    TransactGet reads() {
        return TransactGet.of(
                actions.stream()
                        .map(TransactionDocument::content)
                        .map(each ->
                                GetItem.from(text(each, "table"), item(each, "key"))
                                        .projection(expression(each, "projection")))
                        .toList());
    }

    TransactWrite writes() {
        TransactWrite all = TransactWrite.of();
        for (MapValue action : actions) {
            all = all.with(write(kind(action), content(action)));
        }
        return all;
    }

    private static Action write(String kind, MapValue content) {
        String table = text(content, "table");
        return switch (kind) {
            case "put" ->
                    new Action.Put(
                            conditional(PutItem.into(table, item(content, "item")), content));
            case "delete" ->
                    new Action.Delete(
                            conditional(DeleteItem.from(table, item(content, "key")), content));
            case "update" -> new Action.Update(conditional(update(table, content), content));
            case "check" ->
                    new Action.Check(
                            table, item(content, "key"), expression(content, "condition"), true);
            case "get" ->
                    throw new InvalidArgumentException(
                            "reads and writes cannot be mixed in one transaction");
            default ->
                    throw new InvalidArgumentException(
                            "'" + kind + "' is none of put, update, delete, check and get");
        };
    }

    private static UpdateItem update(String table, MapValue content) {
        UpdateItem update = UpdateItem.in(table, item(content, "key"));
        for (Clause clause : Clause.values()) {
            String name = clause.name().toLowerCase(Locale.ROOT);
            if (content.entries().containsKey(name)) {
                update = update.with(clause, expression(content, name));
            }
        }
        return update;
    }

    /// The present item comes with the reason where the condition fails.
    private static <T extends WriteRequest<T>> T conditional(T request, MapValue content) {
        return content.entries().containsKey("condition")
                ? request.onlyIf(expression(content, "condition")).returningItemOnConditionFailure()
                : request;
    }

    private static Expression expression(MapValue content, String member) {
        @Nullable AttributeValue given = content.entries().get(member);
        if (given == null) {
            return Expression.NONE;
        }
        LinkedHashMap<String, String> names = new LinkedHashMap<>();
        map(content, "names")
                .entries()
                .forEach((name, value) -> names.put(name, text(value, "names/" + name)));
        // Of a projection there are no values.
        LinkedHashMap<String, AttributeValue> values =
                new LinkedHashMap<>(map(content, "values").entries());
        String text = text(given, member);
        names.keySet().removeIf(name -> !mentions(text, name));
        values.keySet().removeIf(name -> !mentions(text, name));
        return new Expression(text, names, values);
    }

    /// The names and values of an action serve all its expressions: each takes its own.
    private static boolean mentions(String text, String placeholder) {
        for (int at = text.indexOf(placeholder); at >= 0; at = text.indexOf(placeholder, at + 1)) {
            int end = at + placeholder.length();
            if (end == text.length()
                    || !(Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
                return true;
            }
        }
        return false;
    }

    private static MapValue map(MapValue content, String member) {
        @Nullable AttributeValue given = content.entries().get(member);
        if (given == null) {
            return new MapValue(new LinkedHashMap<>());
        }
        if (given instanceof MapValue map) {
            return map;
        }
        throw new InvalidArgumentException("'" + member + "' must be an object");
    }

    private static Item item(MapValue content, String member) {
        if (!content.entries().containsKey(member)) {
            throw new InvalidArgumentException("an action has no '" + member + "'");
        }
        return JsonItems.item(map(content, member), JsonFormat.AUTO);
    }

    private static String text(MapValue content, String member) {
        @Nullable AttributeValue given = content.entries().get(member);
        if (given == null) {
            throw new InvalidArgumentException("an action has no '" + member + "'");
        }
        return text(given, member);
    }

    private static String text(AttributeValue value, String member) {
        if (value instanceof StringValue text) {
            return text.value();
        }
        throw new InvalidArgumentException("'" + member + "' must be a string");
    }

    private static String kind(MapValue action) {
        return action.entries().firstEntry().getKey();
    }

    private static MapValue content(MapValue action) {
        MapValue content = (MapValue) action.entries().firstEntry().getValue();
        for (String member : content.entries().keySet()) {
            if (!MEMBERS.contains(member)) {
                throw new InvalidArgumentException(
                        "an action has the unknown member '" + member + "'");
            }
        }
        return content;
    }
}
