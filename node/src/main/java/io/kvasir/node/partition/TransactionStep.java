package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import java.util.List;

/// One step of a transaction at one partition. Each is one entry, and safe to repeat.
public sealed interface TransactionStep extends Command {
    TransactionId transaction();

    /// All actions are on this partition: conditions, then changes, then done.
    ///
    /// @param fingerprint remembered under the record's key where a client request token came with
    ///   the request
    record Execute(TransactionId transaction, long fingerprint, List<Action> actions)
            implements TransactionStep {
        public Execute {
            actions = List.copyOf(actions);
        }

        @Override
        public List<Bytes> keys() {
            return actions.stream().map(action -> action.command().key()).toList();
        }
    }

    /// Writes the record, PENDING, unless it is there.
    ///
    /// @param participants global keys of all items of the transaction
    record Begin(TransactionId transaction, long fingerprint, List<Bytes> participants)
            implements TransactionStep {
        public Begin {
            participants = List.copyOf(participants);
        }

        @Override
        public List<Bytes> keys() {
            return List.of(transaction.record());
        }
    }

    /// Locks the items of this partition, with their new values, or none of them.
    record Prepare(TransactionId transaction, List<Action> actions) implements TransactionStep {
        public Prepare {
            actions = List.copyOf(actions);
        }

        @Override
        public List<Bytes> keys() {
            return actions.stream().map(action -> action.command().key()).toList();
        }
    }

    /// Turns the record from PENDING into the decision, unless it is decided. An absent record can
    /// only be aborted.
    record Decide(TransactionId transaction, boolean commit, List<Bytes> participants)
            implements TransactionStep {
        public Decide {
            participants = List.copyOf(participants);
        }

        @Override
        public List<Bytes> keys() {
            return List.of(transaction.record());
        }
    }

    /// Carries the decision out on the items of this partition that this attempt has locked.
    record Resolve(TransactionId transaction, boolean commit, List<Bytes> keys)
            implements TransactionStep {
        public Resolve {
            keys = List.copyOf(keys);
        }
    }

    /// All participants have resolved: the record may expire.
    record Finish(TransactionId transaction) implements TransactionStep {
        @Override
        public List<Bytes> keys() {
            return List.of(transaction.record());
        }
    }

    /// Asks what the record says.
    record Inspect(TransactionId transaction) implements TransactionStep {
        @Override
        public List<Bytes> keys() {
            return List.of(transaction.record());
        }
    }

    /// One action: a write, or only the check of its condition.
    record Action(WriteCommand command, boolean checkOnly) {}
}
