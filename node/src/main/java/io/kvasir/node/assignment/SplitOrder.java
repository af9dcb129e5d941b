package io.kvasir.node.assignment;

import io.kvasir.model.Bytes;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import java.util.Optional;

/// Keys from the cut on are to become a partition of their own.
///
/// @param epoch of the partition before: under a later one it has happened
/// @param at the child's first key; empty: the leader chooses
/// @param byLoad what the leader's choice halves: the load rather than the bytes
public record SplitOrder(PartitionId child, Epoch epoch, Optional<Bytes> at, boolean byLoad) {}
