package io.kvasir.node.replica;

import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;

/// A right neighbour that a partition is to absorb.
///
/// @param epoch of the absorbing partition before
/// @param right with the leader as last seen
/// @param bytesMax above this, it is not absorbed
public record MergeTask(Epoch epoch, Partition right, long bytesMax) {}
