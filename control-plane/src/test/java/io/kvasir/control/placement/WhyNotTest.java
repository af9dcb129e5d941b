package io.kvasir.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.Moves;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.placement.reason.WhyNot;
import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.Evaluator;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.partition.PartitionId;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WhyNotTest {
    private static final String ONE_ITEM = "one item takes most of the load";

    @Test
    void ofAnyPartitionItIsToldWhyNoMoreIsDone() {
        LargeCluster cluster = new LargeCluster(12, 6_000, 3, ONE_ITEM);

        assertThat(reasons(cluster, 1))
                .contains("repair: all 3 replicas are there and follow")
                .contains("split for its load: " + ONE_ITEM)
                .anyMatch(each -> each.startsWith("leader: node n0 leads"))
                .anyMatch(each -> each.startsWith("move: the fullest of its nodes"));
        assertThat(reasons(cluster, 6_000))
                .as("the last, of which the plan itself has no room to tell")
                .anyMatch(each -> each.startsWith("split: it holds"));
    }

    @Test
    void ofALostReplicaItIsToldWhatIsMissing() {
        LargeCluster cluster = new LargeCluster(12, 24, 3, "");
        cluster.silence("z0");

        assertThat(reasons(cluster, 1))
                .contains("repair: node n0 does not report")
                .anyMatch(each -> each.startsWith("leader: node n0 is to take over"));
    }

    @Test
    void ofAMovedOneItIsToldFromWhereAndForHowLongItStaysAway() {
        ClusterSnapshot before = new LargeCluster(12, 24, 3, "").snapshot();
        PartitionEntry entry = before.state().partition(new PartitionId(1)).orElseThrow();
        Node to =
                before.placeableNodes().stream()
                        .filter(node -> !entry.isOn(node.id()))
                        .findFirst()
                        .orElseThrow();
        Command move =
                Moves.balancing(Overview.of(before), entry, entry.replicas().getFirst().node(), to);
        ClusterState moved =
                before.state()
                        .apply(
                                before.state().lastEntry().next(1),
                                Evaluator.evaluate(before.state(), move).records());

        assertThat(reasons(at(before, moved, Duration.ofMinutes(59)), 1))
                .contains(
                        "move: balance took it from node n0 at "
                                + before.now()
                                + " and brings it back after 60 minutes at the earliest");
        assertThat(reasons(at(before, moved, Duration.ofMinutes(60)), 1))
                .noneMatch(each -> each.startsWith("move: balance took it"));
    }

    private static ClusterSnapshot at(ClusterSnapshot before, ClusterState state, Duration later) {
        return new ClusterSnapshot(
                state,
                before.observed(),
                before.nowNanos(),
                before.silenceMax(),
                before.now().plus(later));
    }

    private static List<String> reasons(LargeCluster cluster, long partition) {
        return reasons(cluster.snapshot(), partition);
    }

    private static List<String> reasons(ClusterSnapshot snapshot, long partition) {
        PlacementLimits limits =
                new PlacementLimits(
                        3,
                        3,
                        0,
                        64,
                        new ElasticLimits(
                                true,
                                true,
                                1L << 40,
                                1e9,
                                1_000,
                                Duration.ofSeconds(20),
                                Duration.ofDays(1),
                                8));
        Plan plan = Planner.plan(snapshot, limits, new Random(7));
        return WhyNot.of(
                snapshot,
                limits,
                plan,
                snapshot.state().partition(new PartitionId(partition)).orElseThrow());
    }
}
