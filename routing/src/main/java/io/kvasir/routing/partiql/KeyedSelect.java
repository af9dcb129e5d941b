package io.kvasir.routing.partiql;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.BoundCondition;
import io.kvasir.model.expression.Condition;
import io.kvasir.model.expression.partiql.KeyedCondition;
import io.kvasir.model.expression.partiql.Statement;
import io.kvasir.model.item.Item;
import io.kvasir.model.table.Table;
import io.kvasir.routing.request.EncodedItem;
import io.kvasir.routing.request.GetItem;
import io.kvasir.routing.request.ReadOptions;
import java.util.List;
import java.util.Optional;

/// A SELECT of one item by its whole key.
public final class KeyedSelect {
    private final Statement.Select select;
    private final GetItem request;
    private final Optional<BoundCondition> rest;

    /// @throws InvalidArgumentException where the statement does not name one item, or asks for
    ///   functions of its attributes, as the service has it
    public KeyedSelect(Statement.Select select, Table table, ReadOptions read) {
        KeyedCondition keyed = new Statement.Exists(select).keyed(table.keySchema());
        if (keyed.rest().map(KeyedSelect::callsFunction).orElse(false)) {
            throw new InvalidArgumentException(
                    "A read of one item by its key cannot ask for functions of its attributes");
        }
        this.select = select;
        this.request = new GetItem(table.name(), keyed.key(), read);
        this.rest = keyed.rest().map(condition -> new BoundCondition(condition, List.of()));
    }

    private static boolean callsFunction(Condition condition) {
        return switch (condition) {
            case Condition.Test test -> true;
            case Condition.And(List<Condition> terms) ->
                    terms.stream().anyMatch(KeyedSelect::callsFunction);
            case Condition.Or(List<Condition> terms) ->
                    terms.stream().anyMatch(KeyedSelect::callsFunction);
            case Condition.Not(Condition term) -> callsFunction(term);
            case Condition.Comparison comparison -> false;
            case Condition.Between between -> false;
            case Condition.In in -> false;
        };
    }

    /// Reads the whole item: what else the statement asks of it is tested here.
    public GetItem request() {
        return request;
    }

    /// What the statement gives of the item that was found.
    public Optional<Item> result(Optional<EncodedItem> found) {
        return found.map(EncodedItem::item)
                .filter(item -> rest.isEmpty() || rest.get().test(item))
                .map(select::project);
    }
}
