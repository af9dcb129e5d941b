package io.kvasir.node.proposer;

import io.kvasir.node.partition.WriteOutcome;
import java.util.List;

/// How the operations of one request ended, in their order.
///
/// @param appliedIndex of the last entry among theirs; 0 where none was applied
public record WriteReply(List<WriteOutcome> outcomes, long appliedIndex) {
    public WriteReply {
        outcomes = List.copyOf(outcomes);
    }
}
