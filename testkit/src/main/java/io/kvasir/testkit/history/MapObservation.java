package io.kvasir.testkit.history;

import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import java.util.List;

/// The partition map as one source showed it at one moment.
///
/// @param source who showed it: a control-plane process, a router
public record MapObservation(long atNanos, String source, List<Tile> tiles) {
    public MapObservation {
        tiles = List.copyOf(tiles);
    }

    public record Tile(PartitionId partition, Epoch epoch, KeyRange range) {}
}
