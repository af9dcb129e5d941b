package io.kvasir.node.assignment;

import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;

/// Where a partition was split off.
///
/// @param parentEpoch the parent's from that split on: its replica under an earlier one has yet to
///   make the child's
public record Origin(PartitionId parent, Epoch parentEpoch) {}
