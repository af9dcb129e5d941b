package io.kvasir.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.PartitionMap;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.testkit.Seed;
import io.kvasir.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PlannerTest {
    @Test
    void theFirstPartitionsTileTheKeySpaceWithLeadersAndZonesSpread() {
        Seeds.each(
                200,
                seed -> {
                    RandomGenerator random = seed.random("cluster");
                    int nodes = 1 + random.nextInt(12);
                    int factor = 1 + random.nextInt(Math.min(nodes, 5));
                    int zones = random.nextInt(4);
                    int partitions = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(40);
                    SimulatedNodes cluster = new SimulatedNodes(nodes, zones);
                    cluster.plan(new PlacementLimits(factor, nodes, partitions, 64), random);

                    List<PartitionEntry> made = cluster.partitions();
                    assertThat(made).hasSize(partitions == 0 ? nodes : partitions);
                    PartitionMap.of(map(made));
                    made.forEach(entry -> assertSpread(cluster, entry, factor));
                    assertEven(leaders(cluster, made));
                });
    }

    private static List<Partition> map(List<PartitionEntry> entries) {
        return entries.stream().map(entry -> entry.toPartition(Optional.empty())).toList();
    }

    private static void assertSpread(SimulatedNodes cluster, PartitionEntry entry, int factor) {
        Set<NodeId> nodes = new HashSet<>();
        Set<String> zones = new HashSet<>();
        for (ReplicaId replica : entry.replicas()) {
            nodes.add(replica.node());
            zones.add(cluster.node(replica.node()).zone());
        }
        assertThat(nodes).hasSize(factor).contains(entry.preferredLeader().orElseThrow());
        assertThat(zones.size()).isEqualTo(Math.min(factor, Math.max(1, cluster.zones())));
    }

    private static Map<NodeId, Integer> leaders(
            SimulatedNodes cluster, List<PartitionEntry> entries) {
        Map<NodeId, Integer> leaders = new TreeMap<>();
        cluster.nodes().forEach(node -> leaders.put(node.id(), 0));
        entries.forEach(
                entry -> leaders.merge(entry.preferredLeader().orElseThrow(), 1, Integer::sum));
        return leaders;
    }

    private static void assertEven(Map<NodeId, Integer> counts) {
        int min = counts.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
        int max = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        assertThat(max - min).as("spread of %s", counts).isLessThanOrEqualTo(1);
    }

    @Test
    void noPartitionIsMadeBeforeTheExpectedNodesAreThere() {
        SimulatedNodes cluster = new SimulatedNodes(2, 0);

        Plan plan = cluster.plan(new PlacementLimits(3, 3, 0, 64), anyDice());

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.rejections().getFirst().reason()).contains("2 nodes are alive");
    }

    @Test
    void noPartitionIsMadeWhereNodesHaveNoMemoryForThemAndTheReasonIsGiven() {
        SimulatedNodes cluster = new SimulatedNodes(3, 0);
        cluster.limitRoom(19);

        Plan plan = cluster.plan(new PlacementLimits(3, 3, 20, 64), anyDice());

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.rejections().getFirst().reason())
                .contains("would hold 20 replicas and has memory for 19");
        cluster.limitRoom(20);
        assertThat(cluster.plan(new PlacementLimits(3, 3, 20, 64), anyDice()).actions()).hasSize(1);
    }

    @Test
    void wipedNodesAreRebuiltOneStepAtATimeAndTheClusterComesToRest() {
        Seeds.each(
                60,
                seed -> {
                    RandomGenerator random = seed.random("cluster");
                    SimulatedNodes cluster =
                            new SimulatedNodes(3 + random.nextInt(5), random.nextInt(4));
                    PlacementLimits limits =
                            new PlacementLimits(
                                    3, 3, 1 + random.nextInt(20), 1 + random.nextInt(8));
                    cluster.settle(limits, random);
                    for (int i = 0; i < 5; i++) {
                        cluster.wipe(random.nextInt(cluster.nodes().size()));
                        cluster.settle(limits, random);
                        for (PartitionEntry entry : cluster.partitions()) {
                            assertThat(entry.replicas()).hasSize(3);
                            assertThat(entry.replicas()).noneMatch(cluster::isLost);
                            assertThat(cluster.members(entry.id()))
                                    .containsExactlyInAnyOrderElementsOf(entry.replicas());
                        }
                    }
                });
    }

    @Test
    void aDamagedReplicaIsTakenOutAndANewOneComesInItsPlace() {
        Seeds.each(
                20,
                seed -> {
                    RandomGenerator random = seed.random("cluster");
                    SimulatedNodes cluster = new SimulatedNodes(3, 0);
                    PlacementLimits limits = new PlacementLimits(3, 3, 3, 64);
                    cluster.settle(limits, random);
                    PartitionId partition = cluster.partitions().get(random.nextInt(3)).id();
                    // The first of a group leads in this simulation.
                    NodeId follower = cluster.members(partition).getLast().node();
                    cluster.damage(cluster.indexOf(follower), partition);
                    Plan plan = cluster.plan(limits, random);

                    assertThat(plan.actions())
                            .anyMatch(each -> each.reason().contains("is damaged"));
                    cluster.settle(limits, random);
                    assertThat(cluster.isDamaged(partition)).isFalse();
                    assertThat(cluster.members(partition)).hasSize(3);
                });
    }

    @Test
    void aDamagedReplicaStaysWhereAnotherHasNotCaughtUp() {
        SimulatedNodes cluster = new SimulatedNodes(3, 0);
        PlacementLimits limits = new PlacementLimits(3, 3, 1, 64);
        cluster.settle(limits, anyDice());
        PartitionId partition = cluster.partitions().getFirst().id();
        cluster.damage(cluster.indexOf(cluster.members(partition).getLast().node()), partition);
        cluster.wipe(cluster.indexOf(cluster.members(partition).get(1).node()));

        Plan plan = cluster.plan(limits, anyDice());

        assertThat(plan.actions()).noneMatch(each -> each.reason().contains("is damaged"));
    }

    @Test
    void leadersAreEvenAgainOnceAWipedNodeIsBack() {
        Seeds.each(
                20,
                seed -> {
                    RandomGenerator random = seed.random("cluster");
                    SimulatedNodes cluster = new SimulatedNodes(3, 0);
                    PlacementLimits limits = new PlacementLimits(3, 3, 9, 64);
                    cluster.settle(limits, random);
                    cluster.wipe(random.nextInt(3));
                    cluster.settle(limits, random);

                    assertEven(leaders(cluster, cluster.partitions()));
                });
    }

    @Test
    void theOnlyCopyIsNeverTakenAway() {
        SimulatedNodes cluster = new SimulatedNodes(2, 0);
        PlacementLimits limits = new PlacementLimits(1, 2, 2, 64);
        cluster.settle(limits, anyDice());
        cluster.wipe(0);

        Plan plan = cluster.plan(limits, anyDice());

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.rejections()).anyMatch(each -> each.reason().contains("leader"));
    }

    @Test
    void aSilentNodeKeepsItsReplicasAndTheReasonIsGiven() {
        SimulatedNodes cluster = new SimulatedNodes(4, 0);
        PlacementLimits limits = new PlacementLimits(3, 4, 4, 64);
        cluster.settle(limits, anyDice());
        cluster.silence(0);

        Plan plan = cluster.plan(limits, anyDice());

        assertThat(plan.actions())
                .noneMatch(each -> each.command() instanceof Command.ChangeReplicas);
        assertThat(plan.rejections()).anyMatch(each -> each.reason().contains("silent"));
    }

    @Test
    void theSameSnapshotAndDiceGiveTheSamePlan() {
        Seeds.each(
                20,
                seed -> {
                    PlacementLimits limits = new PlacementLimits(3, 6, 12, 64);
                    List<Plan> plans = new ArrayList<>();
                    for (int i = 0; i < 2; i++) {
                        plans.add(new SimulatedNodes(6, 2).plan(limits, seed.random("planner")));
                    }
                    assertThat(plans.getFirst()).isEqualTo(plans.getLast());
                });
    }

    /// Where the claim holds for any dice.
    private static RandomGenerator anyDice() {
        return new Seed(0).random("any");
    }

    static Node nodeOf(String id, String storage, String zone) {
        return new Node(new NodeId(id), new StorageId(storage), id + ":1", id + ":2", zone);
    }
}
