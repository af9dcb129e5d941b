package io.kvasir.testkit.history;

/// One call of one client on one key, from its invocation to its completion. Times are of one
/// monotonic clock shared by all clients.
///
/// @param completedNanos `OPEN` where the outcome is unknown: it may take effect at any later time
public record Operation(
        long id,
        int client,
        String key,
        Action action,
        long invokedNanos,
        long completedNanos,
        Result result) {
    public static final long OPEN = Long.MAX_VALUE;

    public Operation {
        if (result instanceof Result.Unknown) {
            completedNanos = OPEN;
        }
        if (completedNanos < invokedNanos) {
            throw new IllegalArgumentException(
                    "operation %d completed at %d, before its invocation at %d"
                            .formatted(id, completedNanos, invokedNanos));
        }
    }

    public boolean isUnknown() {
        return result instanceof Result.Unknown;
    }

    /// The client knows that it changed the item.
    public boolean isAcknowledgedWrite() {
        return result instanceof Result.Written || result instanceof Result.Added;
    }

    /// It changed the item, or may have.
    public boolean mayHaveWritten() {
        return isAcknowledgedWrite() || (isUnknown() && !action.isRead());
    }

    /// It ended before the other began.
    public boolean precedes(Operation other) {
        return completedNanos < other.invokedNanos;
    }

    public Operation with(Result other) {
        return new Operation(id, client, key, action, invokedNanos, completedNanos, other);
    }
}
