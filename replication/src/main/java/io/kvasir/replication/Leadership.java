package io.kvasir.replication;

import io.kvasir.model.partition.ReplicaId;
import java.util.Optional;

/// Who leads the group, as this replica sees it.
///
/// @param term the current term
/// @param leader the leader of that term, where one is known
/// @param ready this replica leads, and has applied everything up to its own first entry: it may
///   evaluate
public record Leadership(long term, Optional<ReplicaId> leader, boolean ready) {}
