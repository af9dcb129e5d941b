package io.kvasir.control.state;

import io.kvasir.model.Bytes;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import java.time.Instant;
import java.util.Optional;

/// A split that is ordered. It stands until the parent's leader reports that it has happened, or it
/// is given up.
///
/// @param child the number that the new partition will have
/// @param epoch of the parent before: under a later one it has happened
/// @param at the child's first key; empty: the leader chooses
/// @param byLoad what the leader's choice halves: the load rather than the bytes
public record SplitEntry(
        PartitionId parent,
        PartitionId child,
        Epoch epoch,
        Optional<Bytes> at,
        boolean byLoad,
        Instant orderedAt,
        String reason) {}
