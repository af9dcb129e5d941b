package io.kvasir.testkit.reference;

import io.kvasir.model.item.AttributeValue;
import io.kvasir.model.item.Item;
import java.util.List;
import java.util.Optional;

/// One request, as a structure. What is sent for it and what the reference answers both come from
/// here.
public sealed interface Operation {
    /// One request that names a single item and may change it.
    sealed interface Write extends Operation {
        String table();

        Optional<Condition> condition();
    }

    record Get(String table, Item key, boolean strong) implements Operation {}

    record Put(
            String table,
            Item item,
            Optional<Condition> condition,
            Returned returned,
            boolean itemOnFailure)
            implements Write {}

    record Delete(
            String table,
            Item key,
            Optional<Condition> condition,
            Returned returned,
            boolean itemOnFailure)
            implements Write {}

    record Modify(
            String table,
            Item key,
            Update update,
            Optional<Condition> condition,
            Returned returned,
            boolean itemOnFailure)
            implements Write {}

    record Query(
            String table,
            AttributeValue partitionKey,
            Optional<SortCondition> sort,
            Optional<Condition> filter,
            boolean forward,
            int limit)
            implements Operation {}

    record Scan(String table, Optional<Condition> filter, int segments) implements Operation {}

    record BatchGet(String table, List<Item> keys) implements Operation {}

    record BatchWrite(String table, List<Item> puts, List<Item> deletes) implements Operation {}

    record TransactGet(String table, List<Item> keys) implements Operation {}

    /// Puts, deletes, updates and bare condition checks on distinct items: all or none.
    record TransactWrite(List<Write> writes) implements Operation {}

    /// Only inside a TransactWrite.
    record Check(String table, Item key, Optional<Condition> condition) implements Write {}

    /// What a write gives back.
    enum Returned {
        NONE,
        ALL_OLD,
        UPDATED_OLD,
        ALL_NEW,
        UPDATED_NEW
    }

    /// A condition on the sort key of a query.
    sealed interface SortCondition {
        record Compare(Condition.Comparison comparison, AttributeValue value)
                implements SortCondition {}

        record Between(AttributeValue low, AttributeValue high) implements SortCondition {}

        record BeginsWith(AttributeValue prefix) implements SortCondition {}
    }
}
