package io.kvasir.client;

import io.kvasir.model.error.CancellationReason;
import io.kvasir.model.error.RequestFailure;
import java.util.List;

/// The transaction was not done: a condition failed, an item could not be so, or other transactions
/// were in the way all the time. Nothing happened.
public final class TransactionCanceledException extends KvasirException {
    private static final long serialVersionUID = 1L;

    TransactionCanceledException(RequestFailure failure) {
        super(failure);
    }

    /// One for each action, in order; without a code where the action itself was fine.
    public List<CancellationReason> reasons() {
        return failure().reasons();
    }
}
