package io.kvasir.routing.transaction;

import io.kvasir.model.Bytes;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.TransactRecord;
import io.kvasir.proto.internal.v1.TransactionId;
import io.kvasir.routing.execute.LockSettler.Settlement;
import io.kvasir.routing.execute.LockedKey;
import io.kvasir.routing.execute.Step;
import io.kvasir.routing.execute.StepOutcome;
import io.kvasir.routing.transaction.Protocol.Done;
import io.kvasir.routing.transaction.Protocol.Within;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Ends what a coordinator left behind. Safe at any time, by anyone: the first decision stands, and
/// all later ones learn it.
public final class TransactionRecovery {
    /// A lock or a pending record this old is taken for abandoned: transactions take milliseconds.
    public static final Duration PATIENCE = Duration.ofSeconds(3);

    private TransactionRecovery() {}

    /// Ends an attempt, whatever it came to, and frees the item that it has locked.
    ///
    /// @param locked an item that the attempt was seen to have locked; empty: none is known
    /// @return whether nothing of it is left
    public static Protocol<Boolean> recover(TransactionId id, Optional<Bytes> locked) {
        List<LockedKey> seen = locked.map(key -> List.of(new LockedKey(key, 0))).orElse(List.of());
        return Protocol.ask(new Step.Decide(id, false, seen), Within.DEADLINE)
                .then(outcomes ->
                        record(outcomes.getFirst())
                                .map(record -> carryOut(id, record, seen, Within.DEADLINE))
                                .orElse(new Done<>(false)));
    }

    /// What a lock that a strong read met hides. Where its transaction is committed, that is
    /// carried out; one that is not decided has its moment still before it.
    public static Protocol<Settlement> settle(TransactionId id, Bytes locked) {
        return Protocol.ask(new Step.Inspect(id), Within.DEADLINE)
                .then(outcomes -> settled(id, locked, outcomes.getFirst()));
    }

    private static Protocol<Settlement> settled(
            TransactionId id, Bytes locked, StepOutcome inspected) {
        if (inspected instanceof StepOutcome.Failed) {
            return new Done<>(Settlement.NOT_KNOWN);
        }
        Optional<TransactRecord> committed =
                record(inspected)
                        .filter(record -> isOf(record, id))
                        .filter(record -> record.getState() == TransactRecord.State.COMMITTED);
        return committed.isEmpty()
                ? new Done<>(Settlement.HIDE_NOTHING)
                : carryOut(id, committed.get(), List.of(new LockedKey(locked, 0)), Within.DEADLINE)
                        .then(carriedOut ->
                                new Done<>(
                                        carriedOut
                                                ? Settlement.CARRIED_OUT
                                                : Settlement.NOT_KNOWN));
    }

    /// Carries out what a record that is not pending says of an attempt.
    ///
    /// @param seen locks of the attempt besides those in the record
    static Protocol<Boolean> carryOut(
            TransactionId id, TransactRecord record, List<LockedKey> seen, Within within) {
        boolean ours = isOf(record, id);
        List<LockedKey> locks = new ArrayList<>();
        if (ours && !record.getFinished()) {
            locks.addAll(locks(record));
        }
        for (LockedKey lock : seen) {
            if (locks.stream().noneMatch(known -> known.key().equals(lock.key()))) {
                locks.add(lock);
            }
        }
        boolean commit = ours && record.getState() == TransactRecord.State.COMMITTED;
        return resolve(id, commit, locks, within)
                .then(resolved ->
                        !resolved || !ours || record.getFinished()
                                ? new Done<>(resolved)
                                : finish(id, within));
    }

    /// @return whether all participants have answered
    static Protocol<Boolean> resolve(
            TransactionId id, boolean commit, List<LockedKey> locks, Within within) {
        if (locks.isEmpty()) {
            return new Done<>(true);
        }
        return Protocol.ask(new Step.Resolve(id, commit, locks), within)
                .then(outcomes ->
                        new Done<>(
                                outcomes.stream()
                                        .allMatch(StepOutcome.Answered.class::isInstance)));
    }

    static Protocol<Boolean> finish(TransactionId id, Within within) {
        return Protocol.ask(new Step.Finish(id), within)
                .then(outcomes -> new Done<>(outcomes.getFirst() instanceof StepOutcome.Answered));
    }

    static List<LockedKey> locks(TransactRecord record) {
        return record.getLocksList().stream()
                .map(lock -> new LockedKey(ItemCodec.fromWire(lock.getKey()), lock.getVersion()))
                .toList();
    }

    static boolean isOf(TransactRecord record, TransactionId id) {
        return record.getAttempt().equals(id.getAttempt());
    }

    static Optional<TransactRecord> record(StepOutcome outcome) {
        return outcome instanceof StepOutcome.Answered answered && answered.reply().hasRecord()
                ? Optional.of(answered.reply().getRecord())
                : Optional.empty();
    }
}
