package io.kvasir.routing.transaction;

import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.Lock;
import io.kvasir.routing.execute.Execution;
import io.kvasir.routing.execute.KeyRead;
import io.kvasir.routing.execute.LockSettler;
import io.kvasir.routing.execute.ReadOutcome;
import io.kvasir.routing.execute.StepPart;
import io.kvasir.routing.execute.TransactionSteps;
import io.kvasir.routing.retry.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Transactions as the routing core offers them: each runs on a virtual thread of its own.
public final class Transactions implements LockSettler {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final Duration SWEEP_DEADLINE = Duration.ofSeconds(5);

    private final Execution execution;
    private final TransactionCoordinator coordinator;
    private final TransactionRecovery recovery;
    private final SnapshotReads reads;
    private final ExecutorService threads;

    public Transactions(
            Execution execution, Backoff backoff, ExecutorService threads, RandomGenerator dice) {
        this.execution = execution;
        this.threads = threads;
        TransactionSteps steps = new TransactionSteps(execution);
        this.recovery = new TransactionRecovery(steps);
        this.coordinator =
                new TransactionCoordinator(
                        steps, recovery, backoff, threads, System::nanoTime, dice);
        this.reads = new SnapshotReads(execution, recovery, backoff, dice);
    }

    /// @param parts one for each action, on distinct keys
    public CompletableFuture<TransactionOutcome> write(
            List<StepPart> parts, Optional<String> token, long fingerprint, Deadline deadline) {
        return CompletableFuture.supplyAsync(
                () -> coordinator.write(parts, token, fingerprint, deadline), threads);
    }

    /// @return one for each read, in order; ends with TRANSACTION_CONFLICT where other transactions
    ///   do not let it through
    public CompletableFuture<List<ReadOutcome.Done>> read(List<KeyRead> keys, Deadline deadline) {
        return CompletableFuture.supplyAsync(() -> reads.read(keys, deadline), threads);
    }

    @Override
    public CompletableFuture<Boolean> settle(List<Lock> locks, Deadline deadline) {
        return CompletableFuture.supplyAsync(
                () -> {
                    boolean carriedOut = false;
                    for (Lock lock : locks) {
                        carriedOut |= recovery.settle(lock.getTransaction(), key(lock), deadline);
                    }
                    return carriedOut;
                },
                threads);
    }

    /// Ends transactions whose coordinators left locks behind. Constant work where there are none.
    public void sweep() {
        threads.execute(() -> {
            try {
                Deadline deadline =
                        Deadline.after(SWEEP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
                for (Lock lock :
                        execution.locksOlderThan(TransactionRecovery.PATIENCE, deadline).join()) {
                    recovery.recover(lock.getTransaction(), key(lock), deadline);
                }
            } catch (RuntimeException e) {
                LOG.warn(
                        "a sweep over the locks of transactions failed; the next one tries again",
                        e);
            }
        });
    }

    private static Bytes key(Lock lock) {
        return ItemCodec.fromWire(lock.getKey());
    }

    static RequestFailedException conflict() {
        return new RequestFailedException(
                ErrorCode.TRANSACTION_CONFLICT, "Transaction is ongoing for the item");
    }
}
