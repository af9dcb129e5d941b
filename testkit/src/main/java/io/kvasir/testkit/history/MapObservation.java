package io.kvasir.testkit.history;

import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import java.util.List;

/// The partition map as one source showed it at one moment.
///
/// @param source who showed it: a control-plane process, a router
/// @param cached whether it is what storage nodes have corrected, and not the control plane's own
public record MapObservation(long atNanos, String source, boolean cached, List<Tile> tiles) {
    public MapObservation {
        tiles = List.copyOf(tiles);
    }

    public record Tile(PartitionId partition, Epoch epoch, KeyRange range) {}
}
