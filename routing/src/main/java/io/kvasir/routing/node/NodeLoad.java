package io.kvasir.routing.node;

/// How busy a node is with our requests, and whether to keep away from it for now. Pure value.
///
/// @param inFlight requests under way
/// @param latencyNanos smoothed, of recent answers; 0 where there are none
/// @param near in the caller's own zone, or no zones are known
/// @param avoided it failed, or said that it lags, a moment ago
public record NodeLoad(int inFlight, double latencyNanos, boolean near, boolean avoided) {
    /// The wait that one more request would meet, as far as can be told.
    double cost() {
        return (inFlight + 1) * (latencyNanos + 1);
    }
}
