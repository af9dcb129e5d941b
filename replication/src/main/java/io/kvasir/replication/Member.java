package io.kvasir.replication;

import io.kvasir.model.partition.ReplicaId;

/// A member of a group and where its Raft server listens, `host:port`.
public record Member(ReplicaId replica, String raftAddress) {}
