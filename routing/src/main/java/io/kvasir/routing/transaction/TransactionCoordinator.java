package io.kvasir.routing.transaction;

import com.google.protobuf.ByteString;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.internal.v1.StorageError;
import io.kvasir.proto.internal.v1.TransactRecord;
import io.kvasir.proto.internal.v1.TransactionId;
import io.kvasir.routing.execute.LockedKey;
import io.kvasir.routing.execute.Step;
import io.kvasir.routing.execute.StepOutcome;
import io.kvasir.routing.execute.StepPart;
import io.kvasir.routing.retry.RetryRules;
import io.kvasir.routing.retry.RetryRules.Repeat;
import io.kvasir.routing.transaction.Protocol.Ask;
import io.kvasir.routing.transaction.Protocol.Done;
import io.kvasir.routing.transaction.Protocol.Within;
import io.kvasir.routing.transaction.TransactionOutcome.Committed;
import io.kvasir.routing.transaction.TransactionOutcome.Failed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Carries a transaction through: in one entry where its items share a partition, else in two
/// phases around its record.
public final class TransactionCoordinator {
    /// How long after its begin an attempt may still be decided. Records outlive this many times
    /// over.
    static final Duration LIFE = Duration.ofSeconds(60);

    static final int ATTEMPTS_MAX = 8;
    private static final long SINGLE_ENTRY_BYTES_MAX = 800 * 1024;

    private final Predicate<List<Bytes>> areTogether;
    private final RandomGenerator dice;

    /// @param areTogether whether one partition holds all keys, as far as is known
    public TransactionCoordinator(Predicate<List<Bytes>> areTogether, RandomGenerator dice) {
        this.areTogether = areTogether;
        this.dice = dice;
    }

    public Protocol<TransactionOutcome> write(Transaction transaction) {
        ByteString name =
                transaction
                        .token()
                        .map(ByteString::copyFromUtf8)
                        .orElseGet(() -> TransactionIds.drawn(dice));
        return attempt(Course.of(transaction, name));
    }

    private Protocol<TransactionOutcome> attempt(Course course) {
        if (course.made() >= ATTEMPTS_MAX) {
            return end(course, course.last());
        }
        Transaction transaction = course.transaction();
        TransactionId id =
                TransactionIds.attempt(
                        TransactionIds.home(transaction.keys()),
                        course.name(),
                        course.number(),
                        dice);
        boolean inOneEntry =
                !course.apart()
                        && transaction.bytes() <= SINGLE_ENTRY_BYTES_MAX
                        && areTogether.test(transaction.keys());
        return inOneEntry ? inOneEntry(course, id) : inTwoPhases(course, id);
    }

    private static Protocol<TransactionOutcome> end(Course course, TransactionOutcome outcome) {
        return new Done<>(course.end(outcome));
    }

    /// Another attempt, after a pause that lets others go first.
    private Protocol<TransactionOutcome> again(Course next) {
        return next.made() >= ATTEMPTS_MAX
                ? end(next, next.last())
                : new Protocol.Pause<>(
                        next.made(), left -> left ? attempt(next) : end(next, next.last()));
    }

    private Protocol<TransactionOutcome> inOneEntry(Course course, TransactionId id) {
        Transaction transaction = course.transaction();
        Step execute =
                new Step.Execute(
                        id,
                        transaction.fingerprint(),
                        transaction.token().isPresent(),
                        transaction.parts());
        return Protocol.ask(execute, Within.DEADLINE)
                .then(outcomes -> executed(course, id, new ActionAnswers(outcomes)));
    }

    private Protocol<TransactionOutcome> executed(
            Course course, TransactionId id, ActionAnswers answers) {
        StepOutcome first = answers.outcomes().getFirst();
        if (first instanceof StepOutcome.Failed failed) {
            RequestFailure failure = failed.failure();
            Course after = course.doubting(failed.inDoubt());
            return failure.code() == ErrorCode.WRONG_PARTITION
                    ? attempt(after.next(id, 0, Course.unavailable(failure.message())).nextApart())
                    : end(after, withoutEffect(failure, failed.inDoubt()));
        }
        Optional<TransactRecord> record = TransactionRecovery.record(first);
        if (record.isPresent()) {
            return afterEarlier(course.certain(), id, record.get());
        }
        return answers.areAccepted()
                ? end(course, new Committed(answers.sizes()))
                : refused(course.certain(), id, answers);
    }

    private Protocol<TransactionOutcome> inTwoPhases(Course course, TransactionId id) {
        Transaction transaction = course.transaction();
        Step begin =
                new Step.Begin(
                        id,
                        transaction.fingerprint(),
                        transaction.token().isPresent(),
                        transaction.keys());
        Preparation preparation =
                new Preparation(
                        id,
                        transaction,
                        course.made() == 0 ? allAtOnce(transaction) : inKeyOrder(transaction));
        return new Protocol.Now<>(begunNanos ->
                new Ask<>(
                        List.of(begin, preparation.step(0)),
                        Within.DEADLINE,
                        outcomes -> {
                            StepOutcome begun = outcomes.getFirst().getFirst();
                            return preparation
                                    .after(0, outcomes.getLast())
                                    .then(prepared ->
                                            prepared(course, id, begunNanos, begun, prepared));
                        }));
    }

    private static List<List<Integer>> allAtOnce(Transaction transaction) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < transaction.parts().size(); i++) {
            all.add(i);
        }
        return List.of(all);
    }

    /// One partition after the other in the order of keys: of any set of contenders that do so one
    /// goes through.
    private List<List<Integer>> inKeyOrder(Transaction transaction) {
        List<StepPart> parts = transaction.parts();
        List<Integer> order = new ArrayList<>(allAtOnce(transaction).getFirst());
        order.sort(Comparator.comparing(i -> parts.get(i).key()));
        List<List<Integer>> rounds = new ArrayList<>();
        for (int i : order) {
            List<Integer> last = rounds.isEmpty() ? List.of() : rounds.getLast();
            boolean together =
                    !last.isEmpty()
                            && areTogether.test(
                                    List.of(parts.get(last.getFirst()).key(), parts.get(i).key()));
            if (together) {
                last.add(i);
            } else {
                rounds.add(new ArrayList<>(List.of(i)));
            }
        }
        return rounds;
    }

    private Protocol<TransactionOutcome> prepared(
            Course course,
            TransactionId id,
            long begunNanos,
            StepOutcome begun,
            ActionAnswers answers) {
        Optional<TransactRecord> record = TransactionRecovery.record(begun);
        List<LockedKey> locks = course.transaction().locks();
        if (record.isPresent() && !TransactionRecovery.isOf(record.get(), id)) {
            return TransactionRecovery.resolve(id, false, locks, Within.CLEAN_UP)
                    .then(released -> afterEarlier(course.certain(), id, record.get()));
        }
        boolean pending =
                record.isPresent() && record.get().getState() == TransactRecord.State.PENDING;
        if (pending && answers.areAccepted()) {
            return new Protocol.Now<>(nowNanos ->
                    nowNanos - begunNanos < LIFE.toNanos()
                            ? commit(course.certain(), id, answers)
                            : givenUp(course.certain(), id, "the attempt took too long"));
        }
        return giveUp(id, locks).then(done -> unprepared(course, id, begun, answers));
    }

    /// What an attempt that was given up says of the next.
    private Protocol<TransactionOutcome> unprepared(
            Course course, TransactionId id, StepOutcome begun, ActionAnswers answers) {
        Optional<RequestFailure> failure =
                begun instanceof StepOutcome.Failed failed
                        ? Optional.of(failed.failure())
                        : answers.failure();
        Course known = begun instanceof StepOutcome.Answered ? course.certain() : course;
        if (failure.isEmpty()) {
            return answers.areAccepted()
                    ? again(known.next(id, 0, Course.unavailable("the attempt was given up")))
                    : refused(known, id, answers);
        }
        TransactionOutcome outcome = withoutEffect(failure.get(), false);
        return RetryRules.mayRetry(failure.get(), Repeat.SAFE)
                ? again(known.next(id, 0, outcome))
                : end(known, outcome);
    }

    private Protocol<TransactionOutcome> commit(
            Course course, TransactionId id, ActionAnswers answers) {
        List<LockedKey> locks = answers.locks(course.transaction());
        return Protocol.ask(new Step.Decide(id, true, locks), Within.DEADLINE)
                .then(outcomes -> decided(course, id, answers, outcomes.getFirst()));
    }

    private Protocol<TransactionOutcome> decided(
            Course course, TransactionId id, ActionAnswers answers, StepOutcome decided) {
        if (decided instanceof StepOutcome.Failed failed) {
            return failed.inDoubt()
                    ? end(course, withoutEffect(failed.failure(), true))
                    : givenUp(course, id, failed.failure().message());
        }
        Optional<TransactRecord> record = TransactionRecovery.record(decided);
        if (record.isEmpty() || record.get().getState() != TransactRecord.State.COMMITTED) {
            return givenUp(
                    course, id, "the attempt took too long and was given up by another router");
        }
        Protocol<Boolean> carryingOut =
                TransactionRecovery.carryOut(id, record.get(), List.of(), Within.CLEAN_UP);
        return new Protocol.Aside<>(carryingOut, end(course, new Committed(answers.sizes())));
    }

    private Protocol<TransactionOutcome> givenUp(Course course, TransactionId id, String why) {
        return giveUp(id, course.transaction().locks())
                .then(done -> again(course.next(id, 0, Course.unavailable(why))));
    }

    /// What is left undone here, because a partition does not answer, recovery finds and does.
    private static Protocol<Boolean> giveUp(TransactionId id, List<LockedKey> locks) {
        return Protocol.ask(new Step.Decide(id, false, locks), Within.CLEAN_UP)
                .then(outcomes ->
                        TransactionRecovery.record(outcomes.getFirst())
                                .filter(record -> record.getState() == TransactRecord.State.ABORTED)
                                .map(record ->
                                        TransactionRecovery.carryOut(
                                                id, record, locks, Within.CLEAN_UP))
                                .orElse(new Done<>(false)));
    }

    /// Conditions that failed end the transaction; conflicts alone allow another attempt.
    private Protocol<TransactionOutcome> refused(
            Course course, TransactionId id, ActionAnswers answers) {
        TransactionOutcome canceled = answers.canceled();
        return answers.areConflictsOnly()
                ? freed(course.transaction(), answers, 0)
                        .then(done -> again(course.next(id, 0, canceled)))
                : end(course, canceled);
    }

    /// Frees the items, from the given one on, that others seem to have abandoned.
    private static Protocol<Boolean> freed(
            Transaction transaction, ActionAnswers answers, int from) {
        for (int i = from; i < answers.outcomes().size(); i++) {
            Optional<StorageError> error = ActionAnswers.error(answers.outcomes().get(i));
            boolean abandoned =
                    error.isPresent()
                            && error.get().getLockedForMs()
                                    >= TransactionRecovery.PATIENCE.toMillis();
            if (abandoned) {
                int next = i + 1;
                Bytes key = transaction.parts().get(i).key();
                return TransactionRecovery.recover(error.get().getLockedBy(), Optional.of(key))
                        .then(done -> freed(transaction, answers, next));
            }
        }
        return new Done<>(true);
    }

    /// What an attempt that the record tells of means for this one.
    private Protocol<TransactionOutcome> afterEarlier(
            Course course, TransactionId id, TransactRecord known) {
        boolean sameRequest = known.getFingerprint() == course.transaction().fingerprint();
        return switch (known.getState()) {
            case ABORTED -> afterAborted(course, id, known);
            case COMMITTED -> end(course, sameRequest ? new Committed(List.of()) : tokenMismatch());
            case PENDING ->
                    sameRequest ? afterPending(course, id, known) : end(course, tokenMismatch());
            case STATE_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalStateException("a transaction's record has no state");
        };
    }

    /// Goes on behind an aborted attempt. Where that came between our own, another call carries the
    /// transaction now, and may have told its caller that it is canceled: it must stay so.
    private Protocol<TransactionOutcome> afterAborted(
            Course course, TransactionId id, TransactRecord known) {
        boolean ours =
                TransactionRecovery.isOf(known, id) || course.own().contains(known.getAttempt());
        if (!ours && !course.own().isEmpty()) {
            return end(course, inProgress());
        }
        Course next =
                course.next(
                        id,
                        known.getRefusedTo(),
                        Course.unavailable(
                                "an earlier attempt with this token was being cleaned up"));
        return TransactionRecovery.carryOut(
                        TransactionIds.told(id, known), known, List.of(), Within.CLEAN_UP)
                .then(done -> attempt(next));
    }

    /// An attempt under the same token is under way, or its coordinator is dead: after a while, or
    /// where it was our own, it is ended.
    private Protocol<TransactionOutcome> afterPending(
            Course course, TransactionId id, TransactRecord known) {
        boolean abandoned =
                course.own().contains(known.getAttempt())
                        || known.getAgeMs() >= TransactionRecovery.PATIENCE.toMillis();
        if (!abandoned) {
            return end(course, inProgress());
        }
        TransactionId other = TransactionIds.told(id, known);
        return Protocol.ask(
                        new Step.Decide(other, false, TransactionRecovery.locks(known)),
                        Within.CLEAN_UP)
                .then(outcomes -> {
                    Optional<TransactRecord> now =
                            TransactionRecovery.record(outcomes.getFirst())
                                    .filter(record ->
                                            record.getState() != TransactRecord.State.PENDING);
                    return now.isEmpty()
                            ? end(course, inProgress())
                            : afterEarlier(course, id, now.get());
                });
    }

    private static TransactionOutcome inProgress() {
        return new Failed(
                RequestFailure.of(
                        ErrorCode.TRANSACTION_IN_PROGRESS,
                        "a transaction with this client request token is in progress"));
    }

    private static TransactionOutcome tokenMismatch() {
        return new Failed(
                RequestFailure.of(
                        ErrorCode.TOKEN_MISMATCH,
                        "the client request token was used with other parameters in the last 10 minutes"));
    }

    /// @param inDoubt the attempt may have taken effect
    private static TransactionOutcome withoutEffect(RequestFailure failure, boolean inDoubt) {
        boolean saysUnknown = failure.code().effect() == ErrorCode.Effect.UNKNOWN;
        if (inDoubt) {
            return new Failed(
                    RequestFailure.of(
                            ErrorCode.OUTCOME_UNKNOWN,
                            "the transaction may have taken effect, or may yet: "
                                    + failure.message()));
        }
        return saysUnknown ? Course.unavailable(failure.message()) : new Failed(failure);
    }
}
