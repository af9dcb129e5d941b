package io.kvasir.routing.transaction;

import io.grpc.Deadline;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.StorageError;
import io.kvasir.proto.internal.v1.TransactActionResult;
import io.kvasir.proto.internal.v1.TransactRecord;
import io.kvasir.proto.internal.v1.TransactionId;
import io.kvasir.routing.execute.StepOutcome;
import io.kvasir.routing.execute.StepPart;
import io.kvasir.routing.execute.TransactionSteps;
import io.kvasir.routing.retry.Backoff;
import io.kvasir.routing.transaction.TransactionOutcome.ActionSizes;
import io.kvasir.routing.transaction.TransactionOutcome.Canceled;
import io.kvasir.routing.transaction.TransactionOutcome.Committed;
import io.kvasir.routing.transaction.TransactionOutcome.Failed;
import io.kvasir.routing.transaction.TransactionOutcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Carries a transaction through: in one entry where its items share a partition, else in two
/// phases around its record. Blocks the calling virtual thread; what need not be waited for goes to
/// `background`.
public final class TransactionCoordinator {
    /// How long after its begin an attempt may still be decided. Records outlive this many times
    /// over.
    static final Duration LIFE = Duration.ofSeconds(60);

    static final int ATTEMPTS_MAX = 8;
    private static final Duration CLEAN_UP = Duration.ofSeconds(10);
    private static final long SINGLE_ENTRY_BYTES_MAX = 800 * 1024;

    private final TransactionSteps steps;
    private final TransactionRecovery recovery;
    private final Backoff backoff;
    private final Executor background;
    private final LongSupplier nanoTime;
    private final RandomGenerator dice;

    public TransactionCoordinator(
            TransactionSteps steps,
            TransactionRecovery recovery,
            Backoff backoff,
            Executor background,
            LongSupplier nanoTime,
            RandomGenerator dice) {
        this.steps = steps;
        this.recovery = recovery;
        this.backoff = backoff;
        this.background = background;
        this.nanoTime = nanoTime;
        this.dice = dice;
    }

    /// One attempt's end: the transaction's, or a reason for another.
    private sealed interface AttemptEnd {
        record Ended(TransactionOutcome outcome) implements AttemptEnd {}

        /// @param last what the transaction ends with if there is no other attempt
        record Again(TransactionOutcome last) implements AttemptEnd {}
    }

    /// @param parts one for each action, on distinct keys
    /// @param fingerprint of the request, to tell a retry from another request under the same token
    public TransactionOutcome write(
            List<StepPart> parts, Optional<String> token, long fingerprint, Deadline deadline) {
        Bytes record = TransactionKeys.record(token.orElseGet(() -> TransactionKeys.token(dice)));
        TransactionOutcome last = unavailable("the deadline passed before the first attempt");
        for (int attempt = 0; attempt < ATTEMPTS_MAX && !deadline.isExpired(); attempt++) {
            TransactionId id = TransactionKeys.attempt(record, dice);
            AttemptEnd end =
                    isForOneEntry(parts)
                            ? inOneEntry(id, parts, fingerprint, deadline)
                            : inTwoPhases(id, parts, fingerprint, attempt > 0, deadline);
            switch (end) {
                case AttemptEnd.Ended ended -> {
                    return ended.outcome();
                }
                case AttemptEnd.Again again -> last = again.last();
            }
            if (!pause(attempt, deadline)) {
                return last;
            }
        }
        return last;
    }

    private boolean isForOneEntry(List<StepPart> parts) {
        return parts.stream().mapToLong(StepPart::bytes).sum() <= SINGLE_ENTRY_BYTES_MAX
                && steps.areTogether(parts.stream().map(StepPart::key).toList());
    }

    private boolean pause(int attempt, Deadline deadline) {
        long nanos = backoff.pauseNanos(attempt + 1, dice);
        if (deadline.timeRemaining(TimeUnit.NANOSECONDS) <= nanos) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private AttemptEnd inOneEntry(
            TransactionId id, List<StepPart> parts, long fingerprint, Deadline deadline) {
        List<StepOutcome> outcomes = steps.execute(id, fingerprint, parts, deadline).join();
        if (outcomes.getFirst() instanceof StepOutcome.Failed failed) {
            return failed.failure().code() == ErrorCode.WRONG_PARTITION
                    ? new AttemptEnd.Again(unavailable(failed.failure().message()))
                    : new AttemptEnd.Ended(new Failed(failed.failure()));
        }
        Optional<TransactRecord> known = TransactionRecovery.record(outcomes.getFirst());
        if (known.isPresent()) {
            return new AttemptEnd.Ended(earlier(known.get(), fingerprint));
        }
        boolean accepted =
                outcomes.getFirst() instanceof StepOutcome.Answered answered
                        && answered.reply().getAccepted();
        return accepted
                ? new AttemptEnd.Ended(new Committed(sizes(outcomes)))
                : refused(parts, outcomes, deadline);
    }

    /// What an earlier transaction under the same token means for this one.
    private static TransactionOutcome earlier(TransactRecord known, long fingerprint) {
        if (known.getFingerprint() != fingerprint) {
            return new Failed(
                    RequestFailure.of(
                            ErrorCode.TOKEN_MISMATCH,
                            "the client request token was used with other parameters in the last 10 minutes"));
        }
        return known.getState() == TransactRecord.State.COMMITTED
                ? new Committed(List.of())
                : new Failed(
                        RequestFailure.of(
                                ErrorCode.TRANSACTION_IN_PROGRESS,
                                "a transaction with this client request token is in progress"));
    }

    private AttemptEnd inTwoPhases(
            TransactionId id,
            List<StepPart> parts,
            long fingerprint,
            boolean inOrder,
            Deadline deadline) {
        long begunNanos = nanoTime.getAsLong();
        List<Bytes> keys = parts.stream().map(StepPart::key).toList();
        CompletableFuture<StepOutcome> beginning = steps.begin(id, fingerprint, keys, deadline);
        List<StepOutcome> prepared =
                inOrder
                        ? inKeyOrder(id, parts, deadline)
                        : steps.prepare(id, parts, deadline).join();
        StepOutcome begun = beginning.join();
        Optional<TransactRecord> record = TransactionRecovery.record(begun);
        boolean ours = record.isPresent() && record.get().getAttempt().equals(id.getAttempt());
        if (record.isPresent() && !ours) {
            recovery.resolve(id, false, keys, cleanUp());
            return afterEarlier(id, record.get(), fingerprint);
        }
        boolean alive = nanoTime.getAsLong() - begunNanos < LIFE.toNanos();
        if (ours && alive && prepared.stream().allMatch(TransactionCoordinator::isAccepted)) {
            return commit(id, keys, prepared, deadline);
        }
        giveUp(id, keys);
        Optional<RequestFailure> failure =
                prepared.stream()
                        .filter(StepOutcome.Failed.class::isInstance)
                        .map(outcome -> ((StepOutcome.Failed) outcome).failure())
                        .findFirst();
        if (begun instanceof StepOutcome.Failed failed) {
            return new AttemptEnd.Again(withoutEffect(failed.failure()));
        }
        return failure.isPresent()
                ? new AttemptEnd.Again(withoutEffect(failure.get()))
                : refused(parts, prepared, deadline);
    }

    private AttemptEnd afterEarlier(TransactionId id, TransactRecord known, long fingerprint) {
        TransactionId earlier = id.toBuilder().setAttempt(known.getAttempt()).build();
        if (known.getState() == TransactRecord.State.ABORTED) {
            recovery.carryOut(earlier, known, ItemCodec.fromWire(known.getKeys(0)), cleanUp());
            return new AttemptEnd.Again(
                    unavailable("an earlier attempt with this token was being cleaned up"));
        }
        return new AttemptEnd.Ended(earlier(known, fingerprint));
    }

    /// One partition after the other in the order of keys: of any set of contenders that do so one
    /// goes through.
    private List<StepOutcome> inKeyOrder(
            TransactionId id, List<StepPart> parts, Deadline deadline) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparing(i -> parts.get(i).key()));
        StepOutcome[] outcomes = new StepOutcome[parts.size()];
        boolean accepted = true;
        for (int from = 0; from < order.size(); ) {
            int to = from + 1;
            while (to < order.size()
                    && steps.areTogether(
                            List.of(
                                    parts.get(order.get(from)).key(),
                                    parts.get(order.get(to)).key()))) {
                to++;
            }
            List<Integer> group = order.subList(from, to);
            List<StepOutcome> answers =
                    accepted
                            ? steps.prepare(id, group.stream().map(parts::get).toList(), deadline)
                                    .join()
                            : group.stream().map(i -> NOT_ASKED).toList();
            for (int i = 0; i < group.size(); i++) {
                outcomes[group.get(i)] = answers.get(i);
                accepted &= isAccepted(answers.get(i));
            }
            from = to;
        }
        return List.of(outcomes);
    }

    /// A part that no partition was asked for, because the transaction had failed already.
    private static final StepOutcome NOT_ASKED =
            new StepOutcome.Answered(
                    io.kvasir.proto.internal.v1.TransactResponse.getDefaultInstance(),
                    Optional.empty());

    private static boolean isAccepted(StepOutcome outcome) {
        return outcome instanceof StepOutcome.Answered answered && answered.reply().getAccepted();
    }

    private AttemptEnd commit(
            TransactionId id, List<Bytes> keys, List<StepOutcome> prepared, Deadline deadline) {
        StepOutcome decided = steps.decide(id, true, keys, deadline).join();
        Optional<TransactRecord> record = TransactionRecovery.record(decided);
        if (record.isEmpty()) {
            String reason =
                    decided instanceof StepOutcome.Failed failed
                            ? failed.failure().message()
                            : "no record";
            return new AttemptEnd.Ended(
                    new Failed(
                            RequestFailure.of(
                                    ErrorCode.OUTCOME_UNKNOWN,
                                    "the transaction may be decided either way: " + reason)));
        }
        if (record.get().getState() != TransactRecord.State.COMMITTED) {
            giveUp(id, keys);
            return new AttemptEnd.Again(
                    unavailable("the attempt took too long and was given up by another router"));
        }
        background.execute(() -> carryOut(id, keys));
        return new AttemptEnd.Ended(new Committed(sizes(prepared)));
    }

    private void carryOut(TransactionId id, List<Bytes> keys) {
        if (recovery.resolve(id, true, keys, cleanUp())) {
            recovery.finish(id, cleanUp());
        }
    }

    /// What is left undone here, because a partition does not answer, recovery finds and does.
    private void giveUp(TransactionId id, List<Bytes> keys) {
        Optional<TransactRecord> record =
                TransactionRecovery.record(steps.decide(id, false, keys, cleanUp()).join());
        if (record.isPresent()
                && record.get().getState() == TransactRecord.State.ABORTED
                && recovery.resolve(id, false, keys, cleanUp())) {
            recovery.finish(id, cleanUp());
        }
    }

    /// Conditions that failed end the transaction; conflicts alone allow another attempt.
    private AttemptEnd refused(
            List<StepPart> parts, List<StepOutcome> outcomes, Deadline deadline) {
        List<Reason> reasons = new ArrayList<>(outcomes.size());
        boolean conflictsOnly = true;
        for (int i = 0; i < outcomes.size(); i++) {
            Reason reason = reason(outcomes.get(i));
            reasons.add(reason);
            boolean conflict =
                    reason.code()
                            .filter(code -> code == ErrorCode.TRANSACTION_CONFLICT)
                            .isPresent();
            conflictsOnly &= conflict || reason.code().isEmpty();
            if (conflict) {
                freeIfAbandoned(parts.get(i).key(), outcomes.get(i), deadline);
            }
        }
        Canceled canceled = new Canceled(reasons);
        return conflictsOnly ? new AttemptEnd.Again(canceled) : new AttemptEnd.Ended(canceled);
    }

    private void freeIfAbandoned(Bytes key, StepOutcome outcome, Deadline deadline) {
        error(outcome)
                .filter(error -> error.getLockedForMs() >= TransactionRecovery.PATIENCE.toMillis())
                .ifPresent(error -> recovery.recover(error.getLockedBy(), key, deadline));
    }

    private static Optional<StorageError> error(StepOutcome outcome) {
        return outcome instanceof StepOutcome.Answered answered
                ? answered.action()
                        .filter(TransactActionResult::hasError)
                        .map(TransactActionResult::getError)
                : Optional.empty();
    }

    private static Reason reason(StepOutcome outcome) {
        Optional<StorageError> error = error(outcome);
        if (error.isEmpty() || !(outcome instanceof StepOutcome.Answered answered)) {
            return Reason.NONE;
        }
        TransactActionResult result = answered.action().orElseThrow();
        return new Reason(
                Optional.of(ErrorCode.of(error.get().getCode())),
                error.get().getMessage(),
                result.hasAttributes()
                        ? Optional.of(ItemCodec.fromBytes(result.getAttributes()))
                        : Optional.empty());
    }

    private static List<ActionSizes> sizes(List<StepOutcome> outcomes) {
        return outcomes.stream()
                .map(outcome ->
                        outcome instanceof StepOutcome.Answered answered
                                ? answered.action()
                                        .map(action ->
                                                new ActionSizes(
                                                        action.getOldSizeBytes(),
                                                        action.getNewSizeBytes()))
                                        .orElse(new ActionSizes(0, 0))
                                : new ActionSizes(0, 0))
                .toList();
    }

    /// An attempt that was given up before it was decided did nothing, whatever became of its
    /// messages.
    private static TransactionOutcome withoutEffect(RequestFailure failure) {
        return failure.code().effect() == ErrorCode.Effect.UNKNOWN
                ? unavailable(failure.message())
                : new Failed(failure);
    }

    private static TransactionOutcome unavailable(String why) {
        return new Failed(RequestFailure.of(ErrorCode.UNAVAILABLE, why));
    }

    private static Deadline cleanUp() {
        return Deadline.after(CLEAN_UP.toMillis(), TimeUnit.MILLISECONDS);
    }
}
