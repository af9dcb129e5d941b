package io.kvasir.routing.request;

import io.kvasir.model.item.Item;
import io.kvasir.model.table.TableName;
import java.util.List;

/// Changes and checks of distinct items, all or none.
///
/// @param clientRequestToken makes a retry within 10 minutes done once; empty: none
public record TransactWrite(List<Action> actions, String clientRequestToken) {
    /// One action. Return values and tokens of the single requests mean nothing here.
    public sealed interface Action {
        record Put(PutItem request) implements Action {}

        record Update(UpdateItem request) implements Action {}

        record Delete(DeleteItem request) implements Action {}

        /// @param options with the condition that the item must meet
        record Check(TableName table, Item key, WriteOptions options) implements Action {}

        default TableName table() {
            return switch (this) {
                case Put put -> put.request().table();
                case Update update -> update.request().table();
                case Delete delete -> delete.request().table();
                case Check check -> check.table();
            };
        }
    }

    public TransactWrite {
        actions = List.copyOf(actions);
    }
}
