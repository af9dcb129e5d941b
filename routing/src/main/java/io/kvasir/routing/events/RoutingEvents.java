package io.kvasir.routing.events;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.error.ErrorCode;

/// What happens below the requests: attempts, corrections, retries, the map's changes.
public interface RoutingEvents {
    RoutingEvents NONE = new RoutingEvents() {};

    /// An attempt at a node ended, in whatever way.
    default void attempted(NodeId node, String method, long nanos, boolean answered) {}

    /// A node corrected the cached map or leader.
    default void redirected(ErrorCode correction) {}

    /// An attempt is followed by another after a pause.
    default void retried(ErrorCode reason) {}

    default void mapChanged(long version, int partitions, int nodes) {}
}
