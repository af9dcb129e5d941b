package io.kvasir.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.placement.reason.WhyNot;
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

    private static List<String> reasons(LargeCluster cluster, long partition) {
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
        ClusterSnapshot snapshot = cluster.snapshot();
        Plan plan = Planner.plan(snapshot, limits, new Random(7));
        return WhyNot.of(
                snapshot,
                limits,
                plan,
                snapshot.state().partition(new PartitionId(partition)).orElseThrow());
    }
}
