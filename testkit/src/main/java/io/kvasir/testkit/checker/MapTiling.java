package io.kvasir.testkit.checker;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.MapObservation;
import io.kvasir.testkit.history.MapObservation.Tile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Every observed map tiles the key space: no gap, no overlap. A partition's epoch means one range,
/// whoever shows it, and never falls at one source for any of its keys. A cache that has heard of a
/// split from the child alone shows what is left of the parent, under its old epoch; from the
/// parent alone, beside the parent what it has left, under its old epoch too.
public final class MapTiling implements Checker {
    private record Version(PartitionId partition, Epoch epoch) {}

    private record Shown(String source, PartitionId partition) {}

    @Override
    public String name() {
        return "map-tiling";
    }

    @Override
    public Verdict check(History history) {
        List<MapObservation> observations =
                history.maps().stream()
                        .sorted(Comparator.comparingLong(MapObservation::atNanos))
                        .toList();
        Map<Version, KeyRange> ranges = new HashMap<>();
        Map<Shown, Map<Epoch, Set<KeyRange>>> shown = new HashMap<>();
        for (MapObservation observation : observations) {
            Optional<String> broken =
                    gapOrOverlap(observation)
                            .or(() -> changedRange(observation, ranges))
                            .or(() -> fallenEpoch(observation, shown));
            if (broken.isPresent()) {
                return new Verdict.Violated(
                        "the map of %s at %d ns: %s"
                                .formatted(
                                        observation.source(), observation.atNanos(), broken.get()),
                        observation.tiles().stream().map(Tile::toString).toList());
            }
        }
        return new Verdict.Holds(observations.size());
    }

    private static Optional<String> gapOrOverlap(MapObservation observation) {
        List<Tile> tiles = new ArrayList<>(observation.tiles());
        tiles.sort(Comparator.comparing(tile -> tile.range().start()));
        @Nullable Bytes next = Bytes.EMPTY;
        for (Tile tile : tiles) {
            if (next == null || !tile.range().start().equals(next)) {
                return Optional.of(
                        "partition %s begins at %s, the one before it ends at %s"
                                .formatted(
                                        tile.partition(),
                                        tile.range().start(),
                                        next == null ? "the end" : next));
            }
            next = tile.range().end();
        }
        return next == null ? Optional.empty() : Optional.of("it ends at " + next);
    }

    private static Optional<String> changedRange(
            MapObservation observation, Map<Version, KeyRange> ranges) {
        for (Tile tile : observation.tiles()) {
            Version version = new Version(tile.partition(), tile.epoch());
            KeyRange before =
                    observation.cached()
                            ? ranges.get(version)
                            : ranges.putIfAbsent(version, tile.range());
            boolean same =
                    before == null
                            || before.equals(tile.range())
                            || (observation.cached() && before.contains(tile.range()));
            if (!same) {
                return Optional.of(
                        "%s with %s was %s and is %s"
                                .formatted(tile.partition(), tile.epoch(), before, tile.range()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> fallenEpoch(
            MapObservation observation, Map<Shown, Map<Epoch, Set<KeyRange>>> shown) {
        for (Tile tile : observation.tiles()) {
            Map<Epoch, Set<KeyRange>> before =
                    shown.computeIfAbsent(
                            new Shown(observation.source(), tile.partition()),
                            _ -> new HashMap<>());
            for (Map.Entry<Epoch, Set<KeyRange>> each : before.entrySet()) {
                if (each.getKey().compareTo(tile.epoch()) > 0
                        && each.getValue().stream().anyMatch(tile.range()::overlaps)) {
                    return Optional.of(
                            "%s fell from %s to %s"
                                    .formatted(tile.partition(), each.getKey(), tile.epoch()));
                }
            }
            before.computeIfAbsent(tile.epoch(), _ -> new HashSet<>()).add(tile.range());
        }
        return Optional.empty();
    }
}
