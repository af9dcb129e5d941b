package io.kvasir.routing.transaction;

import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.TransactRecord;
import io.kvasir.proto.internal.v1.TransactionId;
import io.kvasir.routing.execute.StepOutcome;
import io.kvasir.routing.execute.TransactionSteps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Ends what a coordinator left behind. Safe at any time, by anyone: the first decision stands, and
/// all later ones learn it.
public final class TransactionRecovery {
    /// A lock this old is taken for abandoned: transactions take milliseconds.
    public static final Duration PATIENCE = Duration.ofSeconds(3);

    private final TransactionSteps steps;

    public TransactionRecovery(TransactionSteps steps) {
        this.steps = steps;
    }

    /// Frees an item from a lock, whatever its transaction came to.
    ///
    /// @return whether the lock is gone
    public boolean recover(TransactionId id, Bytes lockedKey, Deadline deadline) {
        return record(steps.decide(id, false, List.of(lockedKey), deadline).join())
                .filter(record -> carryOut(id, record, lockedKey, deadline))
                .isPresent();
    }

    /// Where the transaction that has locked an item is decided, carries the decision out; a
    /// pending one is left alone.
    ///
    /// @return whether the lock is gone
    public boolean settle(TransactionId id, Bytes lockedKey, Deadline deadline) {
        return record(steps.inspect(id, deadline).join())
                .filter(record -> record.getAttempt().equals(id.getAttempt()))
                .filter(record -> record.getState() != TransactRecord.State.PENDING)
                .filter(record -> carryOut(id, record, lockedKey, deadline))
                .isPresent();
    }

    /// Ends an attempt whose record is known and not pending.
    boolean carryOut(TransactionId id, TransactRecord record, Bytes lockedKey, Deadline deadline) {
        boolean ours = record.getAttempt().equals(id.getAttempt());
        List<Bytes> keys = new ArrayList<>();
        if (ours) {
            record.getKeysList().forEach(key -> keys.add(ItemCodec.fromWire(key)));
        }
        if (!keys.contains(lockedKey)) {
            keys.add(lockedKey);
        }
        boolean commit = ours && record.getState() == TransactRecord.State.COMMITTED;
        return resolve(id, commit, keys, deadline) && (!ours || finish(id, deadline));
    }

    boolean resolve(TransactionId id, boolean commit, List<Bytes> keys, Deadline deadline) {
        return steps.resolve(id, commit, keys, deadline).join().stream()
                .allMatch(StepOutcome.Answered.class::isInstance);
    }

    boolean finish(TransactionId id, Deadline deadline) {
        return steps.finish(id, deadline).join() instanceof StepOutcome.Answered;
    }

    static Optional<TransactRecord> record(StepOutcome outcome) {
        return outcome instanceof StepOutcome.Answered answered && answered.reply().hasRecord()
                ? Optional.of(answered.reply().getRecord())
                : Optional.empty();
    }
}
