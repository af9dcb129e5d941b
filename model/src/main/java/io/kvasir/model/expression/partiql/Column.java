package io.kvasir.model.expression.partiql;

import io.kvasir.model.expression.Path;
import io.kvasir.model.expression.PathStep;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing that a SELECT wants of each item.
public record Column(Path path) {
    /// The name it has in the result: the last name of the path, with the indexes behind it.
    public String name() {
        StringBuilder name = new StringBuilder();
        List<PathStep> steps = path.steps();
        int last = steps.size() - 1;
        while (last > 0 && steps.get(last) instanceof PathStep.Index) {
            last--;
        }
        steps.subList(last, steps.size()).forEach(name::append);
        return name.toString();
    }

    static Item project(List<Column> columns, Item item) {
        if (columns.isEmpty()) {
            return item;
        }
        LinkedHashMap<String, AttributeValue> kept = new LinkedHashMap<>();
        for (Column column : columns) {
            @Nullable AttributeValue value = column.path().in(item);
            if (value != null) {
                kept.put(column.name(), value);
            }
        }
        return new Item(kept);
    }
}
