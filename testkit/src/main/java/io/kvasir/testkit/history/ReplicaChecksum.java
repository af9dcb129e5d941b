package io.kvasir.testkit.history;

import io.kvasir.model.partition.PartitionId;

/// One replica's state after applying up to an index.
public record ReplicaChecksum(
        PartitionId partition, String replica, long appliedIndex, long checksum) {}
