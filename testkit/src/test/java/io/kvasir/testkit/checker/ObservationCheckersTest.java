package io.kvasir.testkit.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.Bytes;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.testkit.history.Action;
import io.kvasir.testkit.history.History;
import io.kvasir.testkit.history.MapObservation;
import io.kvasir.testkit.history.MapObservation.Tile;
import io.kvasir.testkit.history.ReplicaChecksum;
import io.kvasir.testkit.history.Result;
import io.kvasir.testkit.history.Stamp;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationCheckersTest {
    private static Tile tile(long partition, long epoch, String from, String to) {
        return new Tile(
                new PartitionId(partition),
                new Epoch(epoch),
                new KeyRange(Bytes.utf8(from), to == null ? null : Bytes.utf8(to)));
    }

    private static Verdict tiling(MapObservation... observations) {
        return new MapTiling().check(History.of(List.of()).withMaps(List.of(observations)));
    }

    private static MapObservation map(long at, String source, Tile... tiles) {
        return new MapObservation(at, source, false, List.of(tiles));
    }

    @Test
    void aMapThatTilesIsAcceptedThroughASplit() {
        assertThat(
                        tiling(
                                map(1, "a", tile(1, 1, "", "m"), tile(2, 1, "m", null)),
                                map(
                                        2,
                                        "a",
                                        tile(1, 2, "", "g"),
                                        tile(3, 1, "g", "m"),
                                        tile(2, 1, "m", null)),
                                map(3, "b", tile(1, 1, "", "m"), tile(2, 1, "m", null))))
                .isInstanceOf(Verdict.Holds.class);
    }

    @Test
    void aGapAnOverlapAndAMissingEndAreRejected() {
        assertThat(tiling(map(1, "a", tile(1, 1, "", "m"), tile(2, 1, "n", null))).holds())
                .isFalse();
        assertThat(tiling(map(1, "a", tile(1, 1, "", "m"), tile(2, 1, "l", null))).holds())
                .isFalse();
        assertThat(tiling(map(1, "a", tile(1, 1, "", "m"))).holds()).isFalse();
        assertThat(tiling(map(1, "a", tile(1, 1, "", null), tile(2, 1, "x", null))).holds())
                .isFalse();
        assertThat(tiling(map(1, "a")).holds()).isFalse();
    }

    @Test
    void anEpochThatMeansTwoRangesOrFallsIsRejected() {
        assertThat(
                        tiling(
                                        map(1, "a", tile(1, 1, "", "m"), tile(2, 1, "m", null)),
                                        map(2, "b", tile(1, 1, "", "n"), tile(2, 2, "n", null)))
                                .holds())
                .isFalse();
        assertThat(
                        tiling(map(1, "a", tile(1, 2, "", null)), map(2, "a", tile(1, 1, "", null)))
                                .holds())
                .isFalse();
    }

    @Test
    void aCacheMayShowWhatIsLeftOfAParentButNothingElse() {
        MapObservation whole = map(1, "a", tile(1, 1, "", null));
        assertThat(
                        tiling(
                                whole,
                                cached(2, tile(1, 1, "", "m"), tile(2, 1, "m", null)),
                                map(3, "a", tile(1, 2, "", "m"), tile(2, 1, "m", null))))
                .isInstanceOf(Verdict.Holds.class);
        assertThat(
                        tiling(
                                        map(1, "a", tile(1, 1, "", "m"), tile(2, 1, "m", null)),
                                        cached(2, tile(1, 1, "", "n"), tile(2, 2, "n", null)))
                                .holds())
                .isFalse();
    }

    /// Of a run of an hour (0x20261127): the cache had heard of the split from the parent's leader.
    @Test
    void aCacheMayShowBesideAParentWhatItHasLeftButNotForgetWhatItKnew() {
        MapObservation whole = cached(1, tile(1, 2, "", null));
        MapObservation parent = cached(2, tile(1, 3, "", "m"), tile(1, 2, "m", null));
        assertThat(tiling(map(0, "a", tile(1, 2, "", null)), whole, parent))
                .isInstanceOf(Verdict.Holds.class);
        assertThat(
                        tiling(whole, parent, cached(3, tile(1, 2, "", "a"), tile(1, 3, "a", null)))
                                .holds())
                .isFalse();
        MapObservation merged = cached(3, tile(1, 4, "", null));
        assertThat(tiling(whole, parent, merged, cached(4, tile(1, 2, "", null))).holds())
                .isFalse();
    }

    private static MapObservation cached(long at, Tile... tiles) {
        return new MapObservation(at, "cache", true, List.of(tiles));
    }

    private static Verdict equality(ReplicaChecksum... checksums) {
        return new ReplicaEquality().check(History.of(List.of()).withChecksums(List.of(checksums)));
    }

    private static ReplicaChecksum checksum(String replica, long index, long checksum) {
        return new ReplicaChecksum(new PartitionId(1), replica, index, checksum);
    }

    @Test
    void replicasThatDifferAtOneIndexAreRejected() {
        assertThat(equality(checksum("a", 5, 77), checksum("b", 5, 77), checksum("c", 6, 78)))
                .isInstanceOf(Verdict.Holds.class);
        assertThat(equality(checksum("a", 5, 77), checksum("b", 5, 78)))
                .isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void replicasNeverSeenAtOneIndexAreUndecided() {
        assertThat(equality(checksum("a", 5, 77), checksum("b", 6, 78)))
                .isInstanceOf(Verdict.Undecided.class);
        assertThat(equality(checksum("a", 5, 77), checksum("a", 5, 77)))
                .isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void aDeleteThatALaggingSessionReadMissedExplainsALaterAbsence() {
        History history =
                new Recorded()
                        .put(1, "a", 0, 1, 5)
                        .add(1, new Action.Delete(), 2, 3, new Result.Written(Stamp.ofVersion(6)))
                        .add(
                                2,
                                new Action.Read(Action.Consistency.SESSION),
                                10,
                                11,
                                new Result.Seen("a", Stamp.ofVersion(5), 100))
                        .read(2, null, 20, 21)
                        .history();
        assertThat(new SessionGuarantees().check(history)).isInstanceOf(Verdict.Holds.class);
    }

    @Test
    void anAbsenceThatNoDeleteExplainsBreaksTheSession() {
        History history =
                new Recorded()
                        .put(1, "a", 0, 1, 5)
                        .add(
                                2,
                                new Action.Read(Action.Consistency.SESSION),
                                10,
                                11,
                                new Result.Seen("a", Stamp.ofVersion(5), 100))
                        .read(2, null, 20, 21)
                        .history();
        assertThat(new SessionGuarantees().check(history)).isInstanceOf(Verdict.Violated.class);
    }
}
