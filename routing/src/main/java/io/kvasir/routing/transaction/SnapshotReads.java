package io.kvasir.routing.transaction;

import io.grpc.Deadline;
import io.kvasir.routing.execute.Execution;
import io.kvasir.routing.execute.KeyRead;
import io.kvasir.routing.execute.ReadOutcome;
import io.kvasir.routing.retry.Backoff;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Several items as they were at one moment: read strongly twice, the second time after all of the
/// first, with nothing changed between and no lock met. Whatever held both times held at the moment
/// between.
final class SnapshotReads {
    static final int ATTEMPTS_MAX = 10;

    private final Execution execution;
    private final TransactionRecovery recovery;
    private final Backoff backoff;
    private final RandomGenerator dice;

    SnapshotReads(
            Execution execution,
            TransactionRecovery recovery,
            Backoff backoff,
            RandomGenerator dice) {
        this.execution = execution;
        this.recovery = recovery;
        this.backoff = backoff;
        this.dice = dice;
    }

    List<ReadOutcome.Done> read(List<KeyRead> keys, Deadline deadline) {
        for (int attempt = 0; attempt < ATTEMPTS_MAX && !deadline.isExpired(); attempt++) {
            Optional<List<ReadOutcome.Done>> first = unlocked(keys, deadline);
            if (first.isPresent()) {
                if (keys.size() == 1) {
                    return first.get();
                }
                Optional<List<ReadOutcome.Done>> second = unlocked(keys, deadline);
                if (second.isPresent() && isUnchanged(first.get(), second.get())) {
                    return second.get();
                }
            }
            pause(attempt, deadline);
        }
        throw Transactions.conflict();
    }

    /// Empty where a transaction has locked one of the items.
    private Optional<List<ReadOutcome.Done>> unlocked(List<KeyRead> keys, Deadline deadline) {
        List<ReadOutcome> outcomes = execution.read(keys, deadline).join();
        for (ReadOutcome outcome : outcomes) {
            if (outcome instanceof ReadOutcome.Failed failed) {
                throw failed.failure().toException();
            }
        }
        List<ReadOutcome.Done> done = outcomes.stream().map(ReadOutcome.Done.class::cast).toList();
        boolean locked = false;
        for (ReadOutcome.Done each : done) {
            for (var lock : each.reply().getLocksList()) {
                locked = true;
                if (lock.getAgeMs() >= TransactionRecovery.PATIENCE.toMillis()) {
                    recovery.recover(
                            lock.getTransaction(),
                            io.kvasir.proto.ItemCodec.fromWire(lock.getKey()),
                            deadline);
                }
            }
        }
        return locked ? Optional.empty() : Optional.of(done);
    }

    /// An absent item has no version of its own: nothing may have been deleted from its partition
    /// meanwhile.
    private static boolean isUnchanged(
            List<ReadOutcome.Done> first, List<ReadOutcome.Done> second) {
        for (int i = 0; i < first.size(); i++) {
            ReadOutcome.Done before = first.get(i);
            ReadOutcome.Done after = second.get(i);
            boolean same =
                    before.item().getFound() == after.item().getFound()
                            && before.item().getVersion() == after.item().getVersion();
            boolean stillAbsent =
                    after.item().getFound()
                            || (before.partition().equals(after.partition())
                                    && before.reply().getLastDeleteBefore()
                                            == after.reply().getLastDeleteAfter());
            if (!same || !stillAbsent) {
                return false;
            }
        }
        return true;
    }

    private void pause(int attempt, Deadline deadline) {
        long nanos = backoff.pauseNanos(attempt + 1, dice);
        if (deadline.timeRemaining(TimeUnit.NANOSECONDS) <= nanos) {
            throw Transactions.conflict();
        }
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Transactions.conflict();
        }
    }
}
