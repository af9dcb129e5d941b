package io.kvasir.routing.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.internal.v1.TransactActionResult;
import io.kvasir.proto.internal.v1.TransactRecord;
import io.kvasir.proto.internal.v1.TransactResponse;
import io.kvasir.proto.internal.v1.TransactionId;
import io.kvasir.routing.execute.LockSettler.Settlement;
import io.kvasir.routing.execute.Step;
import io.kvasir.routing.execute.StepOutcome;
import io.kvasir.routing.execute.StepPart;
import io.kvasir.routing.transaction.TransactionOutcome.Canceled;
import io.kvasir.routing.transaction.TransactionOutcome.Committed;
import io.kvasir.routing.transaction.TransactionOutcome.Failed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What a coordinator and a recovery do next, for answers given by hand.
class TransactionProtocolTest {
    private static final Bytes LOW = Bytes.utf8("a");
    private static final Bytes HIGH = Bytes.utf8("b");
    private static final StepOutcome FINE =
            new StepOutcome.Answered(
                    TransactResponse.newBuilder().setAccepted(true).build(),
                    Optional.of(TransactActionResult.newBuilder().setLockVersion(5).build()));

    private final List<Step> asked = new ArrayList<>();
    private final Transaction transaction =
            new Transaction(
                    List.of(
                            new StepPart(HIGH, Optional.empty(), 10),
                            new StepPart(LOW, Optional.empty(), 10)),
                    Optional.of("token"),
                    42);

    @Test
    void itemsThatAreTogetherNoLongerTakeTwoPhases() {
        TransactionOutcome outcome =
                write(
                        true,
                        step ->
                                step instanceof Step.Execute
                                        ? failed(ErrorCode.WRONG_PARTITION)
                                        : fine(step));
        assertInstanceOf(Committed.class, outcome);
        assertInstanceOf(Step.Execute.class, asked.get(0));
        assertInstanceOf(Step.Begin.class, asked.get(1));
        assertTrue(number(asked.get(1)) > number(asked.get(0)));
    }

    @Test
    void bothWaysUseTheSameRecord() {
        write(true, this::fine);
        write(false, this::fine);
        TransactionId one = asked.get(0).transaction();
        TransactionId two = asked.get(1).transaction();
        assertEquals(one.getHome(), two.getHome());
        assertEquals(one.getName(), two.getName());
        assertEquals(ByteString.copyFromUtf8("a"), one.getHome());
    }

    @Test
    void aStalePendingAttemptIsAbortedAndTheRetryGoesOn() {
        TransactRecord stale =
                other(TransactRecord.State.PENDING).toBuilder().setAgeMs(4_000).build();
        TransactionOutcome outcome =
                write(
                        false,
                        step ->
                                switch (step) {
                                    case Step.Begin begin when number(begin) <= 3 ->
                                            recorded(stale);
                                    case Step.Decide decide when !decide.commit() ->
                                            recorded(
                                                    stale.toBuilder()
                                                            .setState(TransactRecord.State.ABORTED)
                                                            .setRefusedTo(3)
                                                            .build());
                                    default -> fine(step);
                                });
        assertInstanceOf(Committed.class, outcome);
    }

    @Test
    void aYoungPendingAttemptIsInProgress() {
        TransactionOutcome outcome =
                write(
                        false,
                        step ->
                                step instanceof Step.Begin
                                        ? recorded(other(TransactRecord.State.PENDING))
                                        : fine(step));
        assertEquals(ErrorCode.TRANSACTION_IN_PROGRESS, code(outcome));
    }

    @Test
    void otherParametersUnderTheTokenAreAMismatch() {
        TransactRecord committed =
                other(TransactRecord.State.COMMITTED).toBuilder().setFingerprint(7).build();
        assertEquals(ErrorCode.TOKEN_MISMATCH, code(write(true, step -> recorded(committed))));
    }

    @Test
    void aDoubtfulExecuteIsNotForgottenByALaterFailure() {
        TransactionOutcome outcome =
                write(
                        true,
                        step ->
                                switch (step) {
                                    case Step.Execute execute ->
                                            new StepOutcome.Failed(
                                                    RequestFailure.of(
                                                            ErrorCode.WRONG_PARTITION, "split"),
                                                    true);
                                    case Step.Begin begin -> failed(ErrorCode.INVALID_ARGUMENT);
                                    default -> fine(step);
                                });
        assertEquals(ErrorCode.OUTCOME_UNKNOWN, code(outcome));
    }

    @Test
    void aDecisionWithoutAnswerIsUnknown() {
        TransactionOutcome outcome =
                write(
                        false,
                        step ->
                                step instanceof Step.Decide
                                        ? new StepOutcome.Failed(
                                                RequestFailure.of(
                                                        ErrorCode.OUTCOME_UNKNOWN, "lost"),
                                                true)
                                        : fine(step));
        assertEquals(ErrorCode.OUTCOME_UNKNOWN, code(outcome));
    }

    @Test
    void theDecisionNamesTheLocksThatWereTaken() {
        write(false, this::fine);
        Step.Decide decide =
                asked.stream()
                        .filter(Step.Decide.class::isInstance)
                        .map(Step.Decide.class::cast)
                        .findFirst()
                        .orElseThrow();
        assertTrue(decide.commit());
        assertTrue(decide.locks().stream().allMatch(lock -> lock.version() == 5));
    }

    @Test
    void aFailedConditionCancelsAndTheAttemptIsGivenUp() {
        TransactionOutcome outcome =
                write(
                        false,
                        step ->
                                step instanceof Step.Prepare
                                        ? refused(ErrorCode.CONDITION_FAILED)
                                        : fine(step));
        assertInstanceOf(Canceled.class, outcome);
        assertTrue(
                asked.stream()
                        .anyMatch(step -> step instanceof Step.Decide decide && !decide.commit()));
    }

    @Test
    void aLockWhoseRecordCannotBeAskedIsNotKnown() {
        TransactionId id =
                TransactionId.newBuilder().setAttempt(ByteString.copyFromUtf8("x")).build();
        assertEquals(
                Settlement.NOT_KNOWN,
                run(TransactionRecovery.settle(id, LOW), step -> failed(ErrorCode.UNAVAILABLE)));
        assertEquals(
                Settlement.HIDE_NOTHING,
                run(
                        TransactionRecovery.settle(id, LOW),
                        step -> recorded(other(TransactRecord.State.COMMITTED))));
        TransactRecord own =
                other(TransactRecord.State.COMMITTED).toBuilder()
                        .setAttempt(id.getAttempt())
                        .build();
        assertEquals(
                Settlement.CARRIED_OUT,
                run(
                        TransactionRecovery.settle(id, LOW),
                        step -> step instanceof Step.Inspect ? recorded(own) : FINE));
        assertEquals(
                Settlement.NOT_KNOWN,
                run(
                        TransactionRecovery.settle(id, LOW),
                        step ->
                                step instanceof Step.Inspect
                                        ? recorded(own)
                                        : failed(ErrorCode.UNAVAILABLE)));
    }

    private TransactionOutcome write(boolean together, Function<Step, StepOutcome> answers) {
        return run(
                new TransactionCoordinator(keys -> together, new SplittableRandom(1))
                        .write(transaction),
                answers);
    }

    private <T> T run(Protocol<T> protocol, Function<Step, StepOutcome> answers) {
        Protocol<T> at = protocol;
        while (true) {
            switch (at) {
                case Protocol.Done<T>(T value) -> {
                    return value;
                }
                case Protocol.Ask<T> ask -> {
                    List<List<StepOutcome>> outcomes = new ArrayList<>();
                    for (Step step : ask.steps()) {
                        asked.add(step);
                        StepOutcome outcome = answers.apply(step);
                        outcomes.add(step.parts().stream().map(part -> outcome).toList());
                    }
                    at = ask.following().apply(outcomes);
                }
                case Protocol.Pause<T> pause -> at = pause.following().apply(true);
                case Protocol.Now<T> now -> at = now.following().apply(0);
                case Protocol.Aside<T> aside -> at = aside.following();
                case Protocol.Read<T> read -> throw new AssertionError("nothing is read here");
            }
        }
    }

    /// As if nothing were in the way.
    private StepOutcome fine(Step step) {
        return switch (step) {
            case Step.Begin begin -> recorded(own(begin, TransactRecord.State.PENDING));
            case Step.Decide decide ->
                    recorded(
                            own(
                                    decide,
                                    decide.commit()
                                            ? TransactRecord.State.COMMITTED
                                            : TransactRecord.State.ABORTED));
            default -> FINE;
        };
    }

    private static TransactRecord own(Step step, TransactRecord.State state) {
        return TransactRecord.newBuilder()
                .setState(state)
                .setAttempt(step.transaction().getAttempt())
                .setFingerprint(42)
                .build();
    }

    private static TransactRecord other(TransactRecord.State state) {
        return TransactRecord.newBuilder()
                .setState(state)
                .setAttempt(ByteString.copyFromUtf8("other"))
                .setNumber(3)
                .setRefusedTo(3)
                .setFingerprint(42)
                .build();
    }

    private static StepOutcome recorded(TransactRecord record) {
        return new StepOutcome.Answered(
                TransactResponse.newBuilder().setRecord(record).build(), Optional.empty());
    }

    private static StepOutcome refused(ErrorCode code) {
        TransactActionResult.Builder result = TransactActionResult.newBuilder();
        result.getErrorBuilder().setCode(code.number());
        return new StepOutcome.Answered(
                TransactResponse.getDefaultInstance(), Optional.of(result.build()));
    }

    private static StepOutcome failed(ErrorCode code) {
        return new StepOutcome.Failed(RequestFailure.of(code, "by hand"), false);
    }

    private static int number(Step step) {
        return step.transaction().getNumber();
    }

    private static ErrorCode code(TransactionOutcome outcome) {
        return assertInstanceOf(Failed.class, outcome).failure().code();
    }
}
