package io.kvasir.router.dynamodb.operation;

import io.kvasir.model.error.CancellationReason;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.error.InvalidArgumentException;
import io.kvasir.router.dynamodb.error.DynamoDbException;
import io.kvasir.router.dynamodb.error.ErrorMapping;
import io.kvasir.routing.transaction.TransactionOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Keys of a transaction that do not fit their tables: the service cancels the transaction and
/// gives them as reasons. An empty key value alone fails the request as such.
final class KeyFaults {
    private static final String EMPTY_KEY = "One or more parameter values are not valid.";

    private final List<CancellationReason> reasons = new ArrayList<>();

    /// Checks the next action.
    ///
    /// @param key finds the action's global key
    void check(Runnable key) {
        try {
            key.run();
            reasons.add(CancellationReason.NONE);
        } catch (InvalidArgumentException e) {
            String message = String.valueOf(e.getMessage());
            if (message.startsWith(EMPTY_KEY)) {
                throw DynamoDbException.validation(message);
            }
            reasons.add(
                    new CancellationReason(
                            Optional.of(ErrorCode.INVALID_ARGUMENT), message, Optional.empty()));
        }
    }

    /// @throws DynamoDbException TransactionCanceledException where an action had a fault
    void finish() {
        if (reasons.stream().anyMatch(reason -> reason.code().isPresent())) {
            throw ErrorMapping.canceled(new TransactionOutcome.Canceled(reasons));
        }
    }
}
