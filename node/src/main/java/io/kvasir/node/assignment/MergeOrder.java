package io.kvasir.node.assignment;

import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.Partition;

/// A partition is to absorb its right neighbour.
///
/// @param epoch of the partition before: under a later one the merge has happened, or never will
/// @param right as it was when the merge was ordered, with the leader as last seen
/// @param bytesMax above this, it is not absorbed
/// @param abandon it must not happen any more
public record MergeOrder(Epoch epoch, Partition right, long bytesMax, boolean abandon) {}
