package io.kvasir.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.Observed;
import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.MergeLimits;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.EntryStamp;
import io.kvasir.control.state.Evaluator;
import io.kvasir.control.state.Formation;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.Reply;
import io.kvasir.control.state.StateRecord;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.ReplicaStatus;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The planner over a cluster that does as it is told, until nothing is left to do. It can be made
/// larger with `-Dkvasir.simulation.nodes` and `-Dkvasir.simulation.partitions`, and another with
/// `-Dkvasir.simulation.seed`; what a plan costs in the largest clusters is `PlannerScaleTest`'s.
class ElasticSimulationTest {
    private static final int NODES = Integer.getInteger("kvasir.simulation.nodes", 200);

    /// Loads are exchanged between two nodes, which takes partitions that both hold.
    private static final int LOADED_NODES =
            Integer.getInteger("kvasir.simulation.loaded-nodes", 40);

    private static final int PARTITIONS = Integer.getInteger("kvasir.simulation.partitions", 4_000);
    private static final int ZONES = 5;
    private static final int ROUNDS_MAX = 500;
    private static final long PARTITION_BYTES_MAX = 1L << 30;
    private static final double READ_UNITS_MAX = 3_000;
    private static final double WRITE_UNITS_MAX = 1_000;

    /// After so long a new leader's figures are to be believed.
    private static final int SETTLING_ROUNDS = 15;

    private static final Duration SILENCE_MAX = Duration.ofSeconds(5);

    private final Random dice = new Random(Long.getLong("kvasir.simulation.seed", 7));
    private final List<Node> nodes = new ArrayList<>();
    private final Set<NodeId> silent = new TreeSet<>();
    private final Set<NodeId> lingering = new TreeSet<>();
    private final Map<NodeId, Integer> replicasMax = new HashMap<>();
    private final Map<PartitionId, Long> bytes = new TreeMap<>();
    private final Map<PartitionId, Load> loads = new HashMap<>();
    private final Map<PartitionId, Leader> leaders = new HashMap<>();
    private int snapshots;

    /// What nodes may have to do, of the mean; 0: there are no loads.
    private double busiestMax;

    private final Map<PartitionId, Set<NodeId>> left = new HashMap<>();
    private ClusterState state = ClusterState.EMPTY;
    private long nowNanos = Duration.ofHours(1).toNanos();
    private long longestPlanNanos;
    private Observed observed = Observed.since(0);

    /// What clients ask of a partition, a second.
    private record Load(double readUnits, double writeUnits) {}

    /// Who leads a partition, and since which snapshot.
    private record Leader(NodeId node, int since) {}

    private final PlacementLimits limits =
            new PlacementLimits(
                    3,
                    3,
                    0,
                    1 << 16,
                    new ElasticLimits(
                            false,
                            true,
                            1L << 40,
                            READ_UNITS_MAX,
                            WRITE_UNITS_MAX,
                            Duration.ofSeconds(20),
                            Duration.ofMinutes(5),
                            Math.max(64, NODES),
                            new MergeLimits(false, 1, Duration.ofHours(1))));

    @Test
    void aLargeClusterComesToRestEvenWholeAndApartAndNothingIsMovedBack() {
        live(NODES);
    }

    @Test
    void aClusterWithBusyPartitionsComesToRestEvenInLoadsToo() {
        busiestMax = 1.3;
        live(LOADED_NODES);
    }

    /// Where nodes share few partitions loads are not as even, but no less comes to rest.
    @Test
    void aLargeClusterWithBusyPartitionsComesToRestAndNothingIsMovedBack() {
        busiestMax = 2;
        live(NODES);
    }

    private void live(int size) {
        for (int i = 0; i < size; i++) {
            addNode();
        }
        place(size / 2);
        settle("a skewed beginning");
        for (int i = 0; i < size / 10; i++) {
            addNode();
        }
        settle("nodes that came");
        for (int i = 0; i < size / 40; i++) {
            silent.add(nodes.get(dice.nextInt(nodes.size())).id());
        }
        nowNanos += Duration.ofMinutes(10).toNanos();
        settle("nodes that died");
        for (int i = 0; i < size / 40; i++) {
            submit(new Command.MarkNode(nodes.get(dice.nextInt(nodes.size())).id(), true));
        }
        settle("nodes that drain");
        for (Node node : nodes) {
            if (node.zone().equals("z1")) {
                silent.add(node.id());
            }
        }
        nowNanos += Duration.ofMinutes(10).toNanos();
        settle("a zone that died");
        for (int i = 0; i < size / ZONES; i++) {
            addNode("z" + ZONES);
        }
        settle("a zone that came");
        System.out.printf(
                "%d nodes, %d partitions: the longest plan took %d ms%n",
                nodes.size(), PARTITIONS, longestPlanNanos / 1_000_000);
    }

    @Test
    void nodesThatHaveNoMemoryForMoreReplicasAreGivenNoMore() {
        for (int i = 0; i < 4 * ZONES; i++) {
            addNode();
        }
        place(2 * ZONES);
        List<NodeId> empty = nodes.stream().skip(2L * ZONES).map(Node::id).toList();
        List<NodeId> small = empty.subList(0, ZONES);
        small.forEach(node -> replicasMax.put(node, 3));
        submit(new Command.MarkNode(nodes.getFirst().id(), true));
        silent.add(nodes.get(1).id());
        nowNanos += Duration.ofMinutes(10).toNanos();
        for (int round = 0; round < 10; round++) {
            Planner.plan(snapshot(), limits, dice)
                    .actions()
                    .forEach(action -> submit(action.command()));
        }
        assertThat(small).extracting(state::replicasOn).containsOnly(3);
        assertThat(empty.subList(ZONES, 2 * ZONES))
                .extracting(state::replicasOn)
                .allMatch(held -> held > 10);
    }

    /// Made a member again before its old replica is gone, it could not be brought up to date.
    @Test
    void nodesThatStillHoldReplicasThatWereTakenOutAreNotGivenTheseAgain() {
        for (int i = 0; i < 4 * ZONES; i++) {
            addNode();
        }
        place(2 * ZONES);
        List<NodeId> empty = nodes.stream().skip(2L * ZONES).map(Node::id).toList();
        lingering.addAll(empty.subList(0, ZONES));
        submit(new Command.MarkNode(nodes.getFirst().id(), true));
        silent.add(nodes.get(1).id());
        nowNanos += Duration.ofMinutes(10).toNanos();
        for (int round = 0; round < 10; round++) {
            Planner.plan(snapshot(), limits, dice)
                    .actions()
                    .forEach(action -> submit(action.command()));
        }
        assertThat(lingering).extracting(state::replicasOn).containsOnly(0);
        assertThat(empty.subList(ZONES, 2 * ZONES))
                .extracting(state::replicasOn)
                .allMatch(held -> held > 10);
    }

    private void addNode() {
        addNode("z" + nodes.size() % ZONES);
    }

    private void addNode(String zone) {
        int number = nodes.size();
        Node node = PlannerTest.nodeOf("n" + number, "s" + number, zone);
        nodes.add(node);
        submit(new Command.RegisterNode(node));
    }

    /// All replicas on the first nodes, with sizes of which a few are large.
    private void place(int used) {
        List<StateRecord> records = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            PartitionId id = new PartitionId(i + 1);
            double skew = dice.nextDouble();
            bytes.put(id, (long) (PARTITION_BYTES_MAX * skew * skew * skew));
            double heat = busiestMax > 0 ? Math.pow(dice.nextDouble(), 4) : 0;
            double read = dice.nextDouble();
            loads.put(
                    id,
                    new Load(heat * read * READ_UNITS_MAX, heat * (1 - read) * WRITE_UNITS_MAX));
            List<ReplicaId> replicas = new ArrayList<>();
            int first = dice.nextInt(used);
            for (int replica = 0; replica < 3; replica++) {
                Node node = nodes.get((first + replica) % used);
                replicas.add(new ReplicaId(node.id(), node.storageId()));
            }
            records.add(
                    new StateRecord.PartitionPut(
                            new PartitionEntry(
                                    id,
                                    Epoch.FIRST,
                                    range(i),
                                    replicas,
                                    Formation.FOUNDERS,
                                    Optional.of(replicas.getFirst().node()),
                                    Optional.empty(),
                                    Instant.EPOCH)));
        }
        state = state.apply(new EntryStamp(1, 1), records);
    }

    private static KeyRange range(int i) {
        return new KeyRange(i == 0 ? Bytes.EMPTY : key(i), i == PARTITIONS - 1 ? null : key(i + 1));
    }

    private static Bytes key(int i) {
        return Bytes.ofOwned(ByteBuffer.allocate(Integer.BYTES).putInt(i).array());
    }

    private void settle(String after) {
        left.clear();
        int quiet = 0;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            ClusterSnapshot snapshot = snapshot();
            long begun = System.nanoTime();
            Plan plan = Planner.plan(snapshot, limits, dice);
            longestPlanNanos = Math.max(longestPlanNanos, System.nanoTime() - begun);
            quiet = plan.actions().isEmpty() ? quiet + 1 : 0;
            if (quiet > SETTLING_ROUNDS) {
                requireRest(after);
                return;
            }
            for (Action action : plan.actions()) {
                if (action.command() instanceof Command.ChangeReplicas change) {
                    requireSound(change);
                }
                submit(action.command());
            }
        }
        throw new AssertionError("not at rest after " + after);
    }

    /// No replica comes back to a node that its partition left.
    private void requireSound(Command.ChangeReplicas change) {
        assertThat(hasMajority(change.from())).as("a group that can change: " + change).isTrue();
        assertThat(change.to()).as("copies of " + change.partition()).hasSize(3);
        assertThat(zones(change.to()))
                .as("zones of " + change)
                .hasSizeGreaterThanOrEqualTo(zones(change.from()).size());
        Set<NodeId> before = left.computeIfAbsent(change.partition(), _ -> new TreeSet<>());
        assertThat(before)
                .as("nodes that the partition left, before %s", change)
                .doesNotContain(only(change.to(), change.from()));
        before.add(only(change.from(), change.to()));
    }

    private static NodeId only(List<ReplicaId> some, List<ReplicaId> others) {
        return some.stream().filter(each -> !others.contains(each)).findAny().orElseThrow().node();
    }

    private boolean hasMajority(List<ReplicaId> replicas) {
        long alive = replicas.stream().filter(each -> !silent.contains(each.node())).count();
        return alive > replicas.size() / 2;
    }

    private Set<String> zones(List<ReplicaId> replicas) {
        Set<String> zones = new TreeSet<>();
        replicas.forEach(each -> zones.add(state.node(each.node()).orElseThrow().zone()));
        return zones;
    }

    private void requireRest(String after) {
        Set<PartitionId> lost = new HashSet<>();
        Map<NodeId, Long> held = new TreeMap<>();
        for (Node node : nodes) {
            if (!silent.contains(node.id()) && !state.draining().contains(node.id())) {
                held.put(node.id(), 0L);
            }
        }
        for (PartitionEntry entry : state.partitions().values()) {
            assertThat(zones(entry.replicas())).hasSize(3);
            if (!hasMajority(entry.replicas())) {
                lost.add(entry.id());
                continue;
            }
            for (ReplicaId replica : entry.replicas()) {
                assertThat(held).as(entry + " after " + after).containsKey(replica.node());
                held.merge(replica.node(), bytes.get(entry.id()), Long::sum);
            }
        }
        assertThat(lost.size()).as("without a majority after " + after).isLessThan(PARTITIONS / 20);
        assertThat(maxToMean(held.values())).as("fullest node after " + after).isLessThan(1.15);
        if (busiestMax > 0) {
            requireEvenLoads(after, held.keySet());
        }
    }

    private static double maxToMean(Collection<? extends Number> figures) {
        DoubleSummaryStatistics all =
                figures.stream().mapToDouble(Number::doubleValue).summaryStatistics();
        return all.getMax() / all.getAverage();
    }

    private void requireEvenLoads(String after, Set<NodeId> used) {
        Map<NodeId, Integer> leaders = new TreeMap<>();
        Map<NodeId, Double> asLeader = new TreeMap<>();
        Map<NodeId, Double> ofReplicas = new TreeMap<>();
        for (NodeId node : used) {
            leaders.put(node, 0);
            asLeader.put(node, 0.0);
            ofReplicas.put(node, 0.0);
        }
        for (PartitionEntry entry : state.partitions().values()) {
            NodeId leader = entry.preferredLeader().orElseThrow();
            if (!hasMajority(entry.replicas()) || !used.contains(leader)) {
                continue;
            }
            Load load = loads.get(entry.id());
            double reads = load.readUnits() / READ_UNITS_MAX;
            double writes = load.writeUnits() / WRITE_UNITS_MAX;
            leaders.merge(leader, 1, Integer::sum);
            asLeader.merge(leader, reads + writes, Double::sum);
            for (ReplicaId replica : entry.replicas()) {
                ofReplicas.merge(replica.node(), reads / 3 + writes, Double::sum);
            }
        }
        assertThat(maxToMean(leaders.values())).as("most leaders after " + after).isLessThan(1.15);
        assertThat(maxToMean(asLeader.values()))
                .as("busiest leader after " + after)
                .isLessThan(busiestMax);
        assertThat(maxToMean(ofReplicas.values()))
                .as("busiest by replicas after " + after)
                .isLessThan(busiestMax);
    }

    /// All orders are carried out, and the first living member of each group leads.
    private ClusterSnapshot snapshot() {
        nowNanos += Duration.ofSeconds(1).toNanos();
        snapshots++;
        Map<NodeId, List<ReplicaReport>> reports = new HashMap<>();
        for (PartitionEntry entry : state.partitions().values()) {
            if (!hasMajority(entry.replicas())) {
                continue;
            }
            List<ReplicaId> alive =
                    entry.replicas().stream()
                            .filter(each -> !silent.contains(each.node()))
                            .toList();
            NodeId leader =
                    alive.stream()
                            .map(ReplicaId::node)
                            .filter(node -> entry.preferredLeader().equals(Optional.of(node)))
                            .findFirst()
                            .orElse(alive.getFirst().node());
            reports.computeIfAbsent(leader, _ -> new ArrayList<>())
                    .add(report(entry, alive, measured(entry.id(), leader)));
        }
        for (NodeId node : lingering) {
            List<ReplicaReport> left = reports.computeIfAbsent(node, _ -> new ArrayList<>());
            state.partitions().values().forEach(entry -> left.add(leftover(entry)));
        }
        for (Node node : nodes) {
            if (!silent.contains(node.id())) {
                observed =
                        observed.with(
                                NodeReport.of(
                                        node,
                                        nowNanos,
                                        reports.getOrDefault(node.id(), List.of()),
                                        0,
                                        0,
                                        room(node, reports)));
            }
        }
        return new ClusterSnapshot(
                state, observed, nowNanos, SILENCE_MAX, Instant.EPOCH.plusNanos(nowNanos));
    }

    /// It rises for as long as the leader is new.
    private ReplicaLoad measured(PartitionId partition, NodeId node) {
        Leader leader =
                leaders.compute(
                        partition,
                        (_, known) ->
                                known != null && known.node().equals(node)
                                        ? known
                                        : new Leader(node, snapshots));
        double share = Math.min(1, (double) (snapshots - leader.since()) / SETTLING_ROUNDS);
        Load load = loads.get(partition);
        return new ReplicaLoad(
                load.readUnits() * share, load.writeUnits() * share, "", 0, 0, share == 1);
    }

    /// Only what a node leads is reported here.
    private OptionalInt room(Node node, Map<NodeId, List<ReplicaReport>> reports) {
        @Nullable Integer most = replicasMax.get(node.id());
        return most == null
                ? OptionalInt.empty()
                : OptionalInt.of(most - reports.getOrDefault(node.id(), List.of()).size());
    }

    private static ReplicaReport leftover(PartitionEntry entry) {
        return new ReplicaReport(
                entry.id(),
                entry.epoch(),
                ReplicaStatus.Role.FOLLOWER,
                1,
                1,
                1,
                0,
                List.of(),
                List.of(),
                List.of(),
                entry.range(),
                ReplicaLoad.NONE);
    }

    private ReplicaReport report(PartitionEntry entry, List<ReplicaId> alive, ReplicaLoad load) {
        return new ReplicaReport(
                entry.id(),
                entry.epoch(),
                ReplicaStatus.Role.LEADER,
                1,
                1,
                1,
                bytes.get(entry.id()),
                entry.replicas(),
                alive,
                List.of(),
                entry.range(),
                load);
    }

    private void submit(Command command) {
        var evaluation = Evaluator.evaluate(state, command);
        assertThat(evaluation.reply()).isNotInstanceOf(Reply.Refused.class);
        if (!evaluation.records().isEmpty()) {
            state = state.apply(state.lastEntry().next(1), evaluation.records());
        }
    }
}
