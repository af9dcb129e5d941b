package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import java.util.ArrayList;
import java.util.List;

/// One step of a transaction at one partition. Each is one entry, and safe to repeat.
public sealed interface TransactionStep extends Command {
    TransactionId transaction();

    @Override
    default boolean bringsWork() {
        return false;
    }

    /// All actions are on this partition: conditions, then changes, then done.
    ///
    /// @param clientToken the transaction's name is a client request token
    record Execute(
            TransactionId transaction, long fingerprint, boolean clientToken, List<Action> actions)
            implements TransactionStep {
        public Execute {
            actions = List.copyOf(actions);
        }

        @Override
        public List<Bytes> keys() {
            List<Bytes> keys = new ArrayList<>(actions.size() + 1);
            keys.add(transaction.home());
            actions.forEach(action -> keys.add(action.command().key()));
            return keys;
        }

        @Override
        public boolean bringsWork() {
            return true;
        }
    }

    /// Writes the record, PENDING, unless it is there.
    ///
    /// @param participants global keys of all items of the transaction
    record Begin(
            TransactionId transaction,
            long fingerprint,
            boolean clientToken,
            List<Bytes> participants)
            implements TransactionStep {
        public Begin {
            participants = List.copyOf(participants);
        }

        @Override
        public List<Bytes> keys() {
            return List.of(transaction.home());
        }

        @Override
        public boolean bringsWork() {
            return true;
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

        @Override
        public boolean bringsWork() {
            return true;
        }
    }

    /// Turns the record from PENDING into the decision, unless it is decided. What has no record
    /// can only be aborted, and then never begins.
    ///
    /// @param locks the items that take part; with the versions of their locks to commit
    record Decide(TransactionId transaction, boolean commit, List<LockedKey> locks)
            implements TransactionStep {
        public Decide {
            locks = List.copyOf(locks);
        }

        @Override
        public List<Bytes> keys() {
            return List.of(transaction.home());
        }
    }

    /// Carries the decision out on the items of this partition that this attempt has locked. A lock
    /// of another version than the decision names is only removed.
    record Resolve(TransactionId transaction, boolean commit, List<LockedKey> locks)
            implements TransactionStep {
        public Resolve {
            locks = List.copyOf(locks);
        }

        @Override
        public List<Bytes> keys() {
            return locks.stream().map(LockedKey::key).toList();
        }
    }

    /// All participants have resolved: the record may expire.
    record Finish(TransactionId transaction) implements TransactionStep {
        @Override
        public List<Bytes> keys() {
            return List.of(transaction.home());
        }
    }

    /// Asks what the record says.
    record Inspect(TransactionId transaction) implements TransactionStep {
        @Override
        public List<Bytes> keys() {
            return List.of(transaction.home());
        }
    }

    /// One action: a write, or only the check of its condition.
    record Action(WriteCommand command, boolean checkOnly) {}
}
