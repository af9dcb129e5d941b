package io.kvasir.routing.transaction.run;

import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.ListLocksResponse;
import io.kvasir.proto.internal.v1.Lock;
import io.kvasir.proto.internal.v1.TransactionId;
import io.kvasir.routing.execute.Execution;
import io.kvasir.routing.execute.KeyRead;
import io.kvasir.routing.execute.LockSettler;
import io.kvasir.routing.execute.ReadOutcome;
import io.kvasir.routing.execute.TransactionSteps;
import io.kvasir.routing.retry.Backoff;
import io.kvasir.routing.transaction.SnapshotReads;
import io.kvasir.routing.transaction.SnapshotReads.Snapshot;
import io.kvasir.routing.transaction.Transaction;
import io.kvasir.routing.transaction.TransactionCoordinator;
import io.kvasir.routing.transaction.TransactionOutcome;
import io.kvasir.routing.transaction.TransactionRecovery;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Transactions as the routing core offers them: each runs on a virtual thread of its own.
public final class Transactions implements LockSettler {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final Duration SWEEP_DEADLINE = Duration.ofSeconds(30);
    private static final Duration RECOVERY_DEADLINE = Duration.ofSeconds(1);

    private final Execution execution;
    private final TransactionCoordinator coordinator;
    private final ProtocolRunner runner;
    private final ExecutorService threads;
    private final AtomicBoolean sweeping = new AtomicBoolean();

    public Transactions(
            Execution execution, Backoff backoff, ExecutorService threads, RandomGenerator dice) {
        this.execution = execution;
        this.threads = threads;
        TransactionSteps steps = new TransactionSteps(execution);
        this.coordinator = new TransactionCoordinator(steps::areTogether, dice);
        this.runner = new ProtocolRunner(execution, steps, backoff, threads, dice);
    }

    public CompletableFuture<TransactionOutcome> write(Transaction transaction, Deadline deadline) {
        return CompletableFuture.supplyAsync(
                () -> runner.run(coordinator.write(transaction), deadline), threads);
    }

    /// @return one for each read, in order; ends with TRANSACTION_CONFLICT where other transactions
    ///   do not let it through
    public CompletableFuture<List<ReadOutcome.Done>> read(List<KeyRead> keys, Deadline deadline) {
        return CompletableFuture.supplyAsync(
                () ->
                        switch (runner.run(SnapshotReads.read(keys), deadline)) {
                            case Snapshot.Taken taken -> taken.items();
                            case Snapshot.Failed failed -> throw failed.failure().toException();
                        },
                threads);
    }

    @Override
    public CompletableFuture<Settlement> settle(List<Lock> locks, Deadline deadline) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Settlement all = Settlement.HIDE_NOTHING;
                    for (Lock lock : locks) {
                        Settlement one =
                                runner.run(
                                        TransactionRecovery.settle(
                                                lock.getTransaction(), key(lock)),
                                        deadline);
                        if (one == Settlement.NOT_KNOWN) {
                            return one;
                        }
                        all = one == Settlement.CARRIED_OUT ? one : all;
                    }
                    return all;
                },
                threads);
    }

    /// Ends transactions whose coordinators left locks or records behind. Constant work where there
    /// are none.
    public void sweep() {
        if (sweeping.compareAndSet(false, true)) {
            threads.execute(() -> {
                try {
                    Deadline deadline =
                            Deadline.after(SWEEP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
                    execution
                            .locksOlderThan(TransactionRecovery.PATIENCE, deadline)
                            .join()
                            .forEach(left -> end(left, deadline));
                } catch (RuntimeException e) {
                    LOG.warn(
                            "a sweep over the locks of transactions failed; the next one tries"
                                    + " again",
                            e);
                } finally {
                    sweeping.set(false);
                }
            });
        }
    }

    /// Each by itself within a short time: one whose record cannot be reached must not keep the
    /// others waiting.
    private void end(ListLocksResponse left, Deadline deadline) {
        Set<TransactionId> seen = new HashSet<>();
        for (Lock lock : left.getLocksList()) {
            if (seen.add(lock.getTransaction())) {
                recover(lock.getTransaction(), Optional.of(key(lock)), deadline);
            }
        }
        for (TransactionId id : left.getUnfinishedList()) {
            if (seen.add(id)) {
                recover(id, Optional.empty(), deadline);
            }
        }
    }

    private void recover(TransactionId id, Optional<Bytes> locked, Deadline deadline) {
        if (!deadline.isExpired()) {
            Deadline own = Deadline.after(RECOVERY_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            var unused = runner.run(TransactionRecovery.recover(id, locked), deadline.minimum(own));
        }
    }

    private static Bytes key(Lock lock) {
        return ItemCodec.fromWire(lock.getKey());
    }
}
