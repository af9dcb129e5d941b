package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import io.kvasir.model.error.ErrorCode;
import java.util.Optional;

/// How a write ended.
public sealed interface WriteOutcome extends CommandOutcome {
    /// @param version of the write
    /// @param oldSizeBytes by DynamoDB's rules; 0 where there was no item, or a blind put did not
    ///   look
    /// @param newSizeBytes likewise; 0 where there is none
    /// @param attributes as asked for; bytes of a kvasir.v1.Item
    record Done(long version, int oldSizeBytes, int newSizeBytes, Optional<Bytes> attributes)
            implements WriteOutcome {}

    /// @param attributes the present item, where the condition failed and it was asked for
    record Failed(ErrorCode code, String message, Optional<Bytes> attributes, int oldSizeBytes)
            implements WriteOutcome {
        public static Failed of(ErrorCode code, String message) {
            return new Failed(code, message, Optional.empty(), 0);
        }
    }

    /// A transaction has the item locked; nothing happened.
    record Conflicted(TransactionId holder, long ageMs) implements WriteOutcome {}
}
