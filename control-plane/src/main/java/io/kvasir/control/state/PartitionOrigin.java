package io.kvasir.control.state;

import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;

/// Where a partition was split off.
///
/// @param parentEpoch the parent's from that split on
public record PartitionOrigin(PartitionId parent, Epoch parentEpoch) {}
