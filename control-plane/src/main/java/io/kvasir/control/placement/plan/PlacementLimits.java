package io.kvasir.control.placement.plan;

import io.kvasir.model.Limits;

/// What the operator wants of placement, and how much may be done at once.
///
/// @param replicationFactor replicas of each partition
/// @param initialNodes nodes that must be alive before the first partitions are made
/// @param initialPartitions how many those are; 0: one for each node
/// @param actionsMax of one plan
/// @param elastic when partitions are divided and replicas moved
public record PlacementLimits(
        int replicationFactor,
        int initialNodes,
        int initialPartitions,
        int actionsMax,
        ElasticLimits elastic) {
    /// They are made by one entry of the log, which has about 1 MB.
    public static final int INITIAL_PARTITIONS_MAX = 2_048;

    public PlacementLimits(
            int replicationFactor, int initialNodes, int initialPartitions, int actionsMax) {
        this(replicationFactor, initialNodes, initialPartitions, actionsMax, ElasticLimits.DEFAULT);
    }

    public PlacementLimits {
        require("replicationFactor", replicationFactor, 1, Limits.REPLICAS_MAX);
        require("initialNodes", initialNodes, replicationFactor, Integer.MAX_VALUE);
        require("initialPartitions", initialPartitions, 0, INITIAL_PARTITIONS_MAX);
        require("actionsMax", actionsMax, 1, Integer.MAX_VALUE);
    }

    private static void require(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; it must be from " + min + " to " + max);
        }
    }
}
