package io.kvasir.node.partition;

import io.kvasir.model.Bytes;
import java.util.List;

/// What a leader evaluates: one write, or one step of a transaction.
public sealed interface Command permits WriteCommand, TransactionStep {
    /// Global keys that the partition must hold.
    List<Bytes> keys();

    /// Whether it begins something, which a deleted table refuses; what ends something must go
    /// through.
    default boolean bringsWork() {
        return true;
    }
}
