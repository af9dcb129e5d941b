package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import java.util.List;
import java.util.Optional;

/// How a step of a transaction ended.
public sealed interface TransactionAnswer extends CommandOutcome {
    /// Executed or prepared: one for each action.
    record Accepted(List<ActionResult> actions) implements TransactionAnswer {
        public Accepted {
            actions = List.copyOf(actions);
        }
    }

    /// Not executed or prepared, and nothing changed: at least one action was refused.
    record Refused(List<ActionResult> actions) implements TransactionAnswer {
        public Refused {
            actions = List.copyOf(actions);
        }
    }

    /// What the record says now: another attempt's where an earlier one under the token was found.
    ///
    /// @param ageMs since the record last changed
    record Recorded(TransactionRecord record, long ageMs) implements TransactionAnswer {}

    /// There is no record.
    record Unrecorded() implements TransactionAnswer {}

    /// The step is carried out, or was before.
    record Done() implements TransactionAnswer {}

    /// One action's part in an answer.
    sealed interface ActionResult {
        /// Sizes by DynamoDB's rules; 0 where there was or is no item.
        ///
        /// @param lockVersion of the lock, where one was asked for
        record Fine(int oldSizeBytes, int newSizeBytes, long lockVersion) implements ActionResult {}

        /// @param attributes the present item, where it was asked for; bytes of a kvasir.v1.Item
        record ConditionFailed(Optional<Bytes> attributes) implements ActionResult {}

        /// Another transaction has the item.
        record Conflict(TransactionId holder, long ageMs) implements ActionResult {}

        record Invalid(String message) implements ActionResult {}
    }
}
