package io.kvasir.routing.transaction;

import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.model.item.Item;
import java.util.List;
import java.util.Optional;

/// How a transaction ended.
public sealed interface TransactionOutcome {
    /// @param actions sizes for capacity; empty where an earlier attempt under the same token had
    ///   done it
    record Committed(List<ActionSizes> actions) implements TransactionOutcome {
        public Committed {
            actions = List.copyOf(actions);
        }
    }

    /// Nothing happened.
    ///
    /// @param reasons one for each action, in order
    record Canceled(List<Reason> reasons) implements TransactionOutcome {
        public Canceled {
            reasons = List.copyOf(reasons);
        }
    }

    /// What the failure can have done, its code says.
    record Failed(RequestFailure failure) implements TransactionOutcome {}

    /// Sizes by DynamoDB's rules; 0 where there was or is no item.
    record ActionSizes(int oldSizeBytes, int newSizeBytes) {}

    /// @param code absent where the action itself was fine
    /// @param item the present item, where the condition failed and it was asked for
    record Reason(Optional<ErrorCode> code, String message, Optional<Item> item) {
        static final Reason NONE = new Reason(Optional.empty(), "", Optional.empty());
    }
}
