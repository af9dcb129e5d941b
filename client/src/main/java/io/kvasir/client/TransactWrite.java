package io.kvasir.client;

import io.kvasir.model.item.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Changes and checks of distinct items, all or none; immutable, each method gives a changed copy.
///
/// @param actions 1 to 100; what the single writes say of returned values must be nothing
/// @param clientRequestToken empty: the client draws one, unless built without
/// @param timeout empty: the client's
public record TransactWrite(
        List<Action> actions, Optional<String> clientRequestToken, Optional<Duration> timeout) {
    /// A write, or only the check of a condition.
    public sealed interface Action {
        record Put(PutItem request) implements Action {}

        record Update(UpdateItem request) implements Action {}

        record Delete(DeleteItem request) implements Action {}

        /// @param returnItem the present item comes with the reason where the condition fails
        record Check(String table, Item key, Expression condition, boolean returnItem)
                implements Action {}
    }

    public TransactWrite {
        actions = List.copyOf(actions);
    }

    public static TransactWrite of(Action... actions) {
        return new TransactWrite(List.of(actions), Optional.empty(), Optional.empty());
    }

    public TransactWrite put(PutItem request) {
        return with(new Action.Put(request));
    }

    public TransactWrite update(UpdateItem request) {
        return with(new Action.Update(request));
    }

    public TransactWrite delete(DeleteItem request) {
        return with(new Action.Delete(request));
    }

    /// The item must meet the condition, and stays as it is.
    public TransactWrite check(String table, Item key, Expression condition) {
        return with(new Action.Check(table, key, condition, false));
    }

    public TransactWrite with(Action action) {
        List<Action> more = new ArrayList<>(actions);
        more.add(action);
        return new TransactWrite(more, clientRequestToken, timeout);
    }

    /// Of the caller's own: the same transaction with the same token, from whatever process, is
    /// done once within 10 minutes. 1 to 36 bytes.
    public TransactWrite token(String token) {
        return new TransactWrite(actions, Optional.of(token), timeout);
    }

    public TransactWrite timeout(Duration most) {
        return new TransactWrite(actions, clientRequestToken, Optional.of(most));
    }
}
