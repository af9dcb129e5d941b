package io.kvasir.client;

import io.kvasir.model.item.AttributeValue;
import java.util.LinkedHashMap;
import java.util.Map;

/// The items of one item collection, by sort key.
///
/// @param keyCondition the partition key equal to a value, and at most one condition on the sort
///   key
/// @param backward descending
public record Query(
        String table,
        Expression keyCondition,
        boolean backward,
        PageSettings page,
        ReadSettings read)
        implements ReadRequest<Query>, PageRequest<Query> {
    /// The items whose partition key equals a value.
    public static Query of(String table, String partitionKey, AttributeValue value) {
        return of(table, condition("%s = %s", partitionKey, value));
    }

    public static Query of(String table, Expression keyCondition) {
        return new Query(table, keyCondition, false, PageSettings.DEFAULT, ReadSettings.DEFAULT);
    }

    /// @param operator one of `= < <= > >=`
    public Query sortKey(String attribute, String operator, AttributeValue value) {
        return and(condition("%s " + operator + " %s", attribute, value));
    }

    public Query sortKeyBeginsWith(String attribute, AttributeValue prefix) {
        return and(condition("begins_with(%s, %s)", attribute, prefix));
    }

    /// Both ends inclusive.
    public Query sortKeyBetween(String attribute, AttributeValue low, AttributeValue high) {
        String name = Expression.namePlaceholder(attribute);
        String from = Expression.valuePlaceholder("low", attribute);
        String to = Expression.valuePlaceholder("high", attribute);
        LinkedHashMap<String, AttributeValue> values = new LinkedHashMap<>();
        values.put(from, low);
        values.put(to, high);
        return and(
                new Expression(
                        name + " BETWEEN " + from + " AND " + to, Map.of(name, attribute), values));
    }

    /// Descending by sort key.
    public Query descending() {
        return new Query(table, keyCondition, true, page, read);
    }

    @Override
    public Query withPage(PageSettings settings) {
        return new Query(table, keyCondition, backward, settings, read);
    }

    @Override
    public Query withRead(ReadSettings settings) {
        return new Query(table, keyCondition, backward, page, settings);
    }

    private Query and(Expression condition) {
        return new Query(
                table,
                keyCondition.joined(condition, keyCondition.text() + " AND " + condition.text()),
                backward,
                page,
                read);
    }

    private static Expression condition(String format, String attribute, AttributeValue value) {
        String name = Expression.namePlaceholder(attribute);
        String placeholder = Expression.valuePlaceholder("key", attribute);
        return new Expression(
                format.replaceFirst("%s", name).replaceFirst("%s", placeholder),
                Map.of(name, attribute),
                Map.of(placeholder, value));
    }
}
