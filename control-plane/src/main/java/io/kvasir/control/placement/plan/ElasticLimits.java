package io.kvasir.control.placement.plan;

import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.placement.plan.Overview.Seen;
import java.time.Duration;

/// When partitions are divided and replicas moved without anybody asking.
///
/// @param automaticSplit whether partitions are divided for what follows
/// @param automaticBalance whether replicas are moved to even out nodes
/// @param splitBytes a partition of more is divided
/// @param splitReadUnits,splitWriteUnits a partition with more a second, sustained, is divided
/// @param splitSettle a partition's figures are left alone for so long after its range changed
/// @param repairAfter a node silent for longer is taken for lost: its replicas are made elsewhere
/// @param movesMax replicas on their way at one time, over all nodes
/// @param merge when neighbours become one again
public record ElasticLimits(
        boolean automaticSplit,
        boolean automaticBalance,
        long splitBytes,
        double splitReadUnits,
        double splitWriteUnits,
        Duration splitSettle,
        Duration repairAfter,
        int movesMax,
        MergeLimits merge) {
    /// What is merged must be so far below what is divided: else it would be back soon.
    private static final double MERGED_SHARE_MAX = 0.25;

    public static final ElasticLimits DEFAULT =
            new ElasticLimits(
                    true,
                    true,
                    10L << 30,
                    3_000,
                    1_000,
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(5),
                    8,
                    MergeLimits.DEFAULT);

    /// With the defaults of merging.
    public ElasticLimits(
            boolean automaticSplit,
            boolean automaticBalance,
            long splitBytes,
            double splitReadUnits,
            double splitWriteUnits,
            Duration splitSettle,
            Duration repairAfter,
            int movesMax) {
        this(
                automaticSplit,
                automaticBalance,
                splitBytes,
                splitReadUnits,
                splitWriteUnits,
                splitSettle,
                repairAfter,
                movesMax,
                MergeLimits.DEFAULT);
    }

    /// What two neighbours may hold together to be merged.
    public long mergedBytesMax() {
        return Math.min(merge.bytesMax(), splitBytes / 2);
    }

    /// What they may take together.
    public double mergedReadUnitsMax() {
        return splitReadUnits * MERGED_SHARE_MAX;
    }

    public double mergedWriteUnitsMax() {
        return splitWriteUnits * MERGED_SHARE_MAX;
    }

    /// What a partition's leader has to do; 1: as much as the partition would be divided for.
    public double heat(Seen seen) {
        ReplicaLoad load = seen.load();
        return load.readUnits() / splitReadUnits + load.writeUnits() / splitWriteUnits;
    }

    /// What each of a partition's replicas has to do, whichever leads: each makes all writes, and
    /// they share the reads.
    public double replicaHeat(Seen seen) {
        ReplicaLoad load = seen.load();
        int replicas = Math.max(1, seen.entry().replicas().size());
        return load.readUnits() / splitReadUnits / replicas + load.writeUnits() / splitWriteUnits;
    }

    public ElasticLimits {
        if (splitBytes < 1 || splitReadUnits <= 0 || splitWriteUnits <= 0 || movesMax < 1) {
            throw new IllegalArgumentException(
                    "split at "
                            + splitBytes
                            + " bytes, "
                            + splitReadUnits
                            + " read and "
                            + splitWriteUnits
                            + " write units, with "
                            + movesMax
                            + " moves; each must be positive");
        }
    }
}
