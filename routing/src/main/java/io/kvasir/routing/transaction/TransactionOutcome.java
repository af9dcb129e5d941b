package io.kvasir.routing.transaction;

import io.kvasir.model.error.CancellationReason;
import io.kvasir.model.error.RequestFailure;
import java.util.List;

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
    record Canceled(List<CancellationReason> reasons) implements TransactionOutcome {
        public Canceled {
            reasons = List.copyOf(reasons);
        }
    }

    /// What the failure can have done, its code says.
    record Failed(RequestFailure failure) implements TransactionOutcome {}

    /// Sizes by DynamoDB's rules; 0 where there was or is no item.
    record ActionSizes(int oldSizeBytes, int newSizeBytes) {}
}
