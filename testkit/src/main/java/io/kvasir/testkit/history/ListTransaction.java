package io.kvasir.testkit.history;

import java.util.List;

/// A transaction over keys that hold lists: it appends values, unique per key, and reads whole
/// lists.
///
/// @param completedNanos `Operation.OPEN` where the outcome is unknown
public record ListTransaction(
        long id,
        int client,
        List<Step> steps,
        long invokedNanos,
        long completedNanos,
        Ending ending) {
    public enum Ending {
        COMMITTED,
        ABORTED,
        UNKNOWN
    }

    public sealed interface Step {
        String key();

        record Append(String key, long value) implements Step {}

        record ReadList(String key, List<Long> values) implements Step {
            public ReadList {
                values = List.copyOf(values);
            }
        }
    }

    public ListTransaction {
        steps = List.copyOf(steps);
        if (ending == Ending.UNKNOWN) {
            completedNanos = Operation.OPEN;
        }
    }
}
