package io.kvasir.client;

import io.kvasir.model.item.Item;
import java.util.List;

/// One item by its key.
///
/// @param key exactly the key attributes
/// @param projection which attributes; `Expression.NONE`: all
public record GetItem(String table, Item key, Expression projection, ReadSettings read)
        implements ReadRequest<GetItem> {
    public static GetItem from(String table, Item key) {
        return new GetItem(table, key, Expression.NONE, ReadSettings.DEFAULT);
    }

    public GetItem projection(Expression expression) {
        return new GetItem(table, key, expression, read);
    }

    public GetItem attributes(String... names) {
        return projection(Expression.attributes(List.of(names)));
    }

    @Override
    public GetItem withRead(ReadSettings settings) {
        return new GetItem(table, key, projection, settings);
    }
}
