package io.kvasir.control.log;

import io.kvasir.control.state.ClusterState;
import io.kvasir.replication.LogPosition;

/// The state as of a place in the log.
public record Applied(LogPosition position, ClusterState state) {
    static final Applied NOTHING = new Applied(LogPosition.NONE, ClusterState.EMPTY);
}
