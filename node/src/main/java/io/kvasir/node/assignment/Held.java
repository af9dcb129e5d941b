package io.kvasir.node.assignment;

import io.kvasir.node.partition.PartitionState;
import io.kvasir.replication.ReplicaStatus;
import java.util.Optional;

/// One replica on this node as it is now.
///
/// @param status empty where it is on disk but not running
public record Held(PartitionState state, Optional<ReplicaStatus> status) {}
