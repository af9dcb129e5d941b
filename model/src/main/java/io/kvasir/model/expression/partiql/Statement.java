package io.kvasir.model.expression.partiql;

import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.model.expression.Condition;
import io.kvasir.model.expression.UpdateAction;
import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import io.kvasir.model.key.KeySchema;
import java.util.List;
import java.util.Optional;

/// One PartiQL statement with its parameters put in.
public sealed interface Statement {
    /// The name of the table that it is about.
    String table();

    /// @param parameters what the statement's `?` stand for, in order
    /// @throws InvalidArgumentException where it is no statement, or has more `?` than there are
    ///   parameters
    static Statement parse(String text, List<AttributeValue> parameters) {
        return new StatementParser(text, parameters).statement();
    }

    /// @param index the name of an index, to be read in the table's place
    /// @param columns what is wanted of each item; empty for all (`*`)
    record Select(
            String table,
            Optional<String> index,
            List<Column> columns,
            Optional<Condition> where,
            List<Order> orders)
            implements Statement {
        public Select {
            columns = List.copyOf(columns);
            orders = List.copyOf(orders);
        }

        /// What of an item the statement gives: each column under its own name.
        public Item project(Item item) {
            return Column.project(columns, item);
        }

        /// How the items are found, and what is then asked of each.
        ///
        /// @param schema the table's, or the index's where the statement names one
        public SelectPlan plan(KeySchema schema) {
            return SelectPlan.of(this, schema);
        }
    }

    /// A key attribute to sort by.
    record Order(String attribute, boolean descending) {}

    /// Puts an item that must not exist.
    record Insert(String table, Item item) implements Statement {}

    record Update(
            String table,
            List<UpdateAction> actions,
            Optional<Condition> where,
            Returning returning)
            implements Statement {
        public Update {
            actions = List.copyOf(actions);
        }

        /// @throws InvalidArgumentException where the condition does not name one item
        public KeyedCondition keyed(KeySchema schema) {
            return KeyedCondition.of(where, schema);
        }
    }

    record Delete(String table, Optional<Condition> where, Returning returning)
            implements Statement {
        /// @throws InvalidArgumentException where the condition does not name one item
        public KeyedCondition keyed(KeySchema schema) {
            return KeyedCondition.of(where, schema);
        }
    }

    /// In transactions: an item must meet the condition of `select`.
    record Exists(Select select) implements Statement {
        @Override
        public String table() {
            return select.table();
        }

        /// @throws InvalidArgumentException where the condition does not name one item
        public KeyedCondition keyed(KeySchema schema) {
            return KeyedCondition.of(select.where(), schema);
        }
    }
}
