package io.kvasir.routing.transaction;

import com.google.protobuf.ByteString;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.RequestFailure;
import io.kvasir.proto.internal.v1.TransactionId;
import io.kvasir.routing.transaction.TransactionOutcome.Failed;
import java.util.ArrayList;
import java.util.List;

/// How far a coordinator is with one transaction.
///
/// @param name its client request token, or one drawn for it
/// @param made attempts that ended without the transaction's end
/// @param number the next attempt's
/// @param apart a partition said that the items are not in one
/// @param inDoubt an attempt may have taken effect, or may yet, as far as is known
/// @param own what the attempts made were called
/// @param last what the transaction ends with if there is no other attempt
record Course(
        Transaction transaction,
        ByteString name,
        int made,
        int number,
        boolean apart,
        boolean inDoubt,
        List<ByteString> own,
        TransactionOutcome last) {
    Course {
        own = List.copyOf(own);
    }

    static Course of(Transaction transaction, ByteString name) {
        return new Course(
                transaction,
                name,
                0,
                1,
                false,
                false,
                List.of(),
                unavailable("the deadline passed before the first attempt"));
    }

    static TransactionOutcome unavailable(String why) {
        return new Failed(RequestFailure.of(ErrorCode.UNAVAILABLE, why));
    }

    /// After an attempt that did not end the transaction.
    ///
    /// @param after the highest number that is spent
    Course next(TransactionId attempt, int after, TransactionOutcome instead) {
        List<ByteString> more = new ArrayList<>(own);
        more.add(attempt.getAttempt());
        return new Course(
                transaction,
                name,
                made + 1,
                Math.max(after, attempt.getNumber()) + 1,
                apart,
                inDoubt,
                more,
                instead);
    }

    Course nextApart() {
        return new Course(transaction, name, made, number, true, inDoubt, own, last);
    }

    Course doubting(boolean more) {
        return new Course(transaction, name, made, number, apart, inDoubt || more, own, last);
    }

    /// The record has answered: what was tried before either stands in it or is refused for good.
    Course certain() {
        return new Course(transaction, name, made, number, apart, false, own, last);
    }

    /// The end, in the terms of the whole transaction: a failure of the last attempt does not undo
    /// an earlier one.
    TransactionOutcome end(TransactionOutcome outcome) {
        boolean hides =
                inDoubt
                        && outcome instanceof Failed failed
                        && failed.failure().code().effect() != ErrorCode.Effect.UNKNOWN;
        return hides
                ? new Failed(
                        RequestFailure.of(
                                ErrorCode.OUTCOME_UNKNOWN,
                                "an earlier attempt may have taken effect; the last one ended with "
                                        + ((Failed) outcome).failure().code()
                                        + ": "
                                        + ((Failed) outcome).failure().message()))
                : outcome;
    }
}
