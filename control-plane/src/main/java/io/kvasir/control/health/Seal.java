package io.kvasir.control.health;

import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;

/// What a partition takes nothing more for: its left neighbour is to absorb it.
///
/// @param intoEpoch the neighbour's before: under a later one the merge has happened, or never will
public record Seal(PartitionId into, Epoch intoEpoch) {}
