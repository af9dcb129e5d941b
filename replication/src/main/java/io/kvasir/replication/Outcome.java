package io.kvasir.replication;

import io.kvasir.model.Bytes;

/// What applying one committed entry came to: the same on every replica.
public sealed interface Outcome {
    /// The entry took effect. `result` goes back to whoever appended it here.
    record Applied(Bytes result) implements Outcome {
        public static final Applied WITHOUT_RESULT = new Applied(Bytes.EMPTY);
    }

    /// The entry was evaluated on a state that this is not: it has no effect, now or later.
    record Ignored(String reason) implements Outcome {}
}
