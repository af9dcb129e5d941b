package io.kvasir.client;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// Changes an item in place, or makes it where there is none.
///
/// @param key exactly the key attributes
/// @param clauses what follows each keyword of the update expression
public record UpdateItem(
        String table, Item key, Map<Clause, Expression> clauses, WriteSettings write)
        implements WriteRequest<UpdateItem> {
    /// The keywords of an update expression.
    public enum Clause {
        SET,
        REMOVE,
        ADD,
        DELETE
    }

    public UpdateItem {
        EnumMap<Clause, Expression> ordered = new EnumMap<>(Clause.class);
        ordered.putAll(clauses);
        clauses = Collections.unmodifiableMap(ordered);
    }

    public static UpdateItem in(String table, Item key) {
        return new UpdateItem(table, key, Map.of(), WriteSettings.DEFAULT);
    }

    /// Sets a whole attribute.
    public UpdateItem set(String attribute, AttributeValue value) {
        String name = Expression.namePlaceholder(attribute);
        String placeholder = Expression.valuePlaceholder("set", attribute);
        return with(
                Clause.SET,
                new Expression(
                        name + " = " + placeholder,
                        Map.of(name, attribute),
                        Map.of(placeholder, value)));
    }

    public UpdateItem remove(String attribute) {
        String name = Expression.namePlaceholder(attribute);
        return with(Clause.REMOVE, new Expression(name, Map.of(name, attribute), Map.of()));
    }

    /// Adds to a number, or elements to a set.
    public UpdateItem add(String attribute, AttributeValue value) {
        return with(Clause.ADD, withValue("add", attribute, value));
    }

    /// Takes elements from a set.
    public UpdateItem deleteElements(String attribute, AttributeValue set) {
        return with(Clause.DELETE, withValue("del", attribute, set));
    }

    /// What the methods above cannot say: paths and functions, such as `with(Clause.SET,
    /// Expression.of("a.b = if_not_exists(c, :d)").value(":d", …))`.
    ///
    /// @param actions without the keyword; several with commas
    public UpdateItem with(Clause clause, Expression actions) {
        EnumMap<Clause, Expression> more = new EnumMap<>(Clause.class);
        more.putAll(clauses);
        Expression before = more.get(clause);
        more.put(
                clause,
                before == null
                        ? actions
                        : before.joined(actions, before.text() + ", " + actions.text()));
        return new UpdateItem(table, key, more, write);
    }

    /// The whole update expression.
    public Expression update() {
        Expression all = Expression.NONE;
        for (var clause : clauses.entrySet()) {
            String text = clause.getKey() + " " + clause.getValue().text();
            all = all.joined(clause.getValue(), all.isEmpty() ? text : all.text() + " " + text);
        }
        return all;
    }

    @Override
    public UpdateItem withWrite(WriteSettings settings) {
        return new UpdateItem(table, key, clauses, settings);
    }

    private static Expression withValue(String role, String attribute, AttributeValue value) {
        String name = Expression.namePlaceholder(attribute);
        String placeholder = Expression.valuePlaceholder(role, attribute);
        return new Expression(
                name + " " + placeholder, Map.of(name, attribute), Map.of(placeholder, value));
    }
}
