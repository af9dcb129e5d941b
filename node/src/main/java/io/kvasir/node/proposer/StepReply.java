package io.kvasir.node.proposer;

import io.kvasir.node.partition.CommandOutcome;

/// How a step of a transaction ended: its answer, or a failure that a write could have too.
///
/// @param appliedIndex of its entry; 0 where none was applied
public record StepReply(CommandOutcome outcome, long appliedIndex) {}
