package io.kvasir.client;

import io.kvasir.model.item.Item;
import java.util.ArrayList;
import java.util.List;

/// Items by their keys, from any number of tables, without repeats. More than 100 keys are sent in
/// several requests.
public record BatchGet(List<Keys> keys, ReadSettings read) implements ReadRequest<BatchGet> {
    /// @param projection which attributes; `Expression.NONE`: all
    public record Keys(String table, List<Item> keys, Expression projection) {
        public Keys {
            keys = List.copyOf(keys);
        }
    }

    public BatchGet {
        keys = List.copyOf(keys);
    }

    public static BatchGet from(String table, List<Item> keys) {
        return new BatchGet(List.of(new Keys(table, keys, Expression.NONE)), ReadSettings.DEFAULT);
    }

    /// Of several tables, or with projections.
    public static BatchGet of(List<Keys> keys) {
        return new BatchGet(keys, ReadSettings.DEFAULT);
    }

    public BatchGet and(String table, List<Item> others) {
        return and(new Keys(table, others, Expression.NONE));
    }

    public BatchGet and(Keys others) {
        List<Keys> more = new ArrayList<>(keys);
        more.add(others);
        return new BatchGet(more, read);
    }

    @Override
    public BatchGet withRead(ReadSettings settings) {
        return new BatchGet(keys, settings);
    }
}
