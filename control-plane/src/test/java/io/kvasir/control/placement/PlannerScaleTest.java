package io.kvasir.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.Moves;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.Command;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// What a plan costs in the largest cluster that Kvasir is meant for, and that it is as sound there
/// as in a small one. Cost is counted, not timed: candidates looked at, bytes allocated.
class PlannerScaleTest {
    private static final int NODES = 10_000;
    private static final int PARTITIONS = 1_000_000;
    private static final int ZONES = 6;
    private static final int SPLIT_WRITE_UNITS = 1_000;
    private static final String ONE_ITEM = "one item takes most of the load";

    /// Of a plan that orders nothing: for each partition.
    private static final int BYTES_PER_PARTITION_MAX = 384;

    /// Of each action on top: some nodes of each zone, or what one node holds.
    private static final int EXAMINED_PER_ACTION_MAX = 2_000;

    private static final int BYTES_PER_ACTION_MAX = 64 << 10;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    record Cost(Plan plan, long cpuNanos, long bytes) {}

    @Test
    void tenThousandNodesWithAMillionPartitionsArePlannedWithinBounds() {
        int added = NODES / 10;
        LargeCluster cluster = new LargeCluster(NODES - added, PARTITIONS, ZONES, ONE_ITEM);

        Plan silent = planned(cluster);
        assertThat(silent.actions()).as("of a cluster at rest").isEmpty();
        assertThat(silent.examined()).as("looked at to find that").isLessThan(NODES);
        assertThat(silent.rejections().getFirst().reason()).isEqualTo(ONE_ITEM);

        cluster.addNodes(added, "z" + ZONES);
        Plan balance = planned(cluster);
        assertThat(balance.actions()).hasSize(added * Moves.RECEIVED_MAX);
        requireSound(cluster, balance, "z" + ZONES);

        cluster.silence("z1");
        Map<PartitionId, NodeId> left = new HashMap<>();
        for (int round = 0; round < 2; round++) {
            Plan repair = planned(cluster);
            assertThat(repair.actions()).hasSize(NODES);
            requireSound(cluster, repair, "");
            for (Action action : repair.actions()) {
                Command.ChangeReplicas change = (Command.ChangeReplicas) action.command();
                assertThat(left.put(change.partition(), gone(change)))
                        .as("%s moved twice", change.partition())
                        .isNull();
                cluster.submit(change);
            }
        }
    }

    @Test
    void theHottestAreDividedFirstOnEachNodeAndTheRestIsToldWhyNot() {
        LargeCluster cluster = new LargeCluster(600, 60_000, ZONES, "");

        Plan plan = planned(cluster);

        assertThat(plan.actions())
                .hasSize(600)
                .allSatisfy(action ->
                        assertThat(action.command()).isInstanceOf(Command.SplitPartition.class));
        assertThat(plan.rejections()).anyMatch(each -> each.reason().contains("divides another"));
    }

    private Plan planned(LargeCluster cluster) {
        Cost cost = cost(cluster.snapshot());
        Plan plan = cost.plan();
        int partitions = cluster.state().partitions().size();
        assertThat(cost.bytes())
                .as("bytes that a plan of %d actions allocates", plan.actions().size())
                .isLessThan(
                        (long) BYTES_PER_PARTITION_MAX * partitions
                                + (long) BYTES_PER_ACTION_MAX * plan.actions().size());
        assertThat(plan.examined())
                .as("candidates of a plan of %d actions", plan.actions().size())
                .isLessThan(
                        cluster.state().nodes().size()
                                + (long) EXAMINED_PER_ACTION_MAX * plan.actions().size());
        return plan;
    }

    private Cost cost(ClusterSnapshot snapshot) {
        PlacementLimits limits =
                new PlacementLimits(
                        3,
                        3,
                        0,
                        1 << 16,
                        new ElasticLimits(
                                true,
                                true,
                                1L << 40,
                                1e9,
                                SPLIT_WRITE_UNITS,
                                Duration.ofSeconds(20),
                                Duration.ofMinutes(5),
                                snapshot.state().nodes().size()));
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long cpu = threads.getCurrentThreadCpuTime();
        Plan plan = Planner.plan(snapshot, limits, new Random(7));
        return new Cost(
                plan,
                threads.getCurrentThreadCpuTime() - cpu,
                threads.getCurrentThreadAllocatedBytes() - bytes);
    }

    /// Three copies in three zones, on nodes that live, and no node gets more than it may.
    private static void requireSound(LargeCluster cluster, Plan plan, String receivingZone) {
        Map<NodeId, Integer> received = new TreeMap<>();
        for (Action action : plan.actions()) {
            Command.ChangeReplicas change = (Command.ChangeReplicas) action.command();
            Set<String> zones = new HashSet<>();
            change.to().forEach(each -> zones.add(cluster.zone(each.node())));
            assertThat(change.to()).as("copies").hasSize(3);
            assertThat(zones).as("zones of " + change).hasSize(3);
            NodeId to = added(change);
            assertThat(cluster.isSilent(to)).as("given to the dead: " + change).isFalse();
            assertThat(cluster.zone(to)).startsWith(receivingZone);
            assertThat(received.merge(to, 1, Integer::sum)).isLessThanOrEqualTo(Moves.RECEIVED_MAX);
        }
    }

    private static NodeId added(Command.ChangeReplicas change) {
        return only(change.to(), change.from());
    }

    private static NodeId gone(Command.ChangeReplicas change) {
        return only(change.from(), change.to());
    }

    private static NodeId only(List<ReplicaId> some, List<ReplicaId> others) {
        List<ReplicaId> left = some.stream().filter(each -> !others.contains(each)).toList();
        assertThat(left).hasSize(1);
        return left.getFirst().node();
    }

    /// Draws what plans cost against the size of the cluster.
    @Test
    @EnabledIfSystemProperty(named = "kvasir.planner.plot", matches = ".+")
    void theCostOfPlansIsDrawn() throws IOException {
        PlannerCostPlot plot = new PlannerCostPlot();
        measure(new PlannerCostPlot(), 1_000);
        for (int nodes : new int[] {100, 300, 1_000, 3_000, 10_000}) {
            measure(plot, nodes);
        }
        Files.writeString(Path.of(System.getProperty("kvasir.planner.plot")), plot.svg());
    }

    private void measure(PlannerCostPlot plot, int nodes) {
        int added = nodes / 10;
        LargeCluster cluster = new LargeCluster(nodes - added, nodes * 100, ZONES, ONE_ITEM);
        plot.add("at rest", nodes, cost(cluster.snapshot()));
        cluster.addNodes(added, "z" + ZONES);
        plot.add("a tenth of the nodes is new", nodes, cost(cluster.snapshot()));
        cluster.silence("z1");
        plot.add("a zone is lost", nodes, cost(cluster.snapshot()));
    }
}
