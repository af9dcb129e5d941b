package io.kvasir.routing.transaction;

import io.kvasir.model.error.CancellationReason;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.internal.v1.StorageError;
import io.kvasir.proto.internal.v1.TransactActionResult;
import io.kvasir.proto.internal.v1.TransactResponse;
import io.kvasir.routing.execute.LockedKey;
import io.kvasir.routing.execute.StepOutcome;
import io.kvasir.routing.transaction.TransactionOutcome.ActionSizes;
import io.kvasir.routing.transaction.TransactionOutcome.Canceled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What partitions answered to a transaction's actions, one for each.
record ActionAnswers(List<StepOutcome> outcomes) {
    /// A part that no partition was asked for, because the transaction had failed already.
    static final StepOutcome NOT_ASKED =
            new StepOutcome.Answered(TransactResponse.getDefaultInstance(), Optional.empty());

    ActionAnswers {
        outcomes = List.copyOf(outcomes);
    }

    boolean areAccepted() {
        return outcomes.stream().allMatch(ActionAnswers::isAccepted);
    }

    static boolean isAccepted(StepOutcome outcome) {
        return outcome instanceof StepOutcome.Answered answered && answered.reply().getAccepted();
    }

    /// The first part that could not be asked.
    Optional<RequestFailure> failure() {
        return outcomes.stream()
                .filter(StepOutcome.Failed.class::isInstance)
                .map(outcome -> ((StepOutcome.Failed) outcome).failure())
                .findFirst();
    }

    /// Only other transactions are in the way.
    boolean areConflictsOnly() {
        return outcomes.stream()
                .map(ActionAnswers::error)
                .allMatch(error ->
                        error.isEmpty()
                                || ErrorCode.of(error.get().getCode())
                                        == ErrorCode.TRANSACTION_CONFLICT);
    }

    Canceled canceled() {
        return new Canceled(outcomes.stream().map(ActionAnswers::reason).toList());
    }

    static Optional<StorageError> error(StepOutcome outcome) {
        return result(outcome)
                .filter(TransactActionResult::hasError)
                .map(TransactActionResult::getError);
    }

    private static Optional<TransactActionResult> result(StepOutcome outcome) {
        return outcome instanceof StepOutcome.Answered answered
                ? answered.action()
                : Optional.empty();
    }

    private static CancellationReason reason(StepOutcome outcome) {
        return result(outcome)
                .filter(TransactActionResult::hasError)
                .map(result ->
                        new CancellationReason(
                                Optional.of(ErrorCode.of(result.getError().getCode())),
                                result.getError().getMessage(),
                                result.hasAttributes()
                                        ? Optional.of(ItemCodec.fromBytes(result.getAttributes()))
                                        : Optional.empty()))
                .orElse(CancellationReason.NONE);
    }

    List<ActionSizes> sizes() {
        return outcomes.stream()
                .map(outcome ->
                        result(outcome)
                                .map(action ->
                                        new ActionSizes(
                                                action.getOldSizeBytes(), action.getNewSizeBytes()))
                                .orElse(new ActionSizes(0, 0)))
                .toList();
    }

    /// The locks that the items were prepared with.
    List<LockedKey> locks(Transaction transaction) {
        List<LockedKey> locks = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            long version =
                    result(outcomes.get(i)).map(TransactActionResult::getLockVersion).orElse(0L);
            locks.add(new LockedKey(transaction.parts().get(i).key(), version));
        }
        return locks;
    }
}
