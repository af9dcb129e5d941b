package io.kvasir.control.placement;

import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.Observed;
import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.ElasticLimits;
import io.kvasir.control.placement.plan.MergeLimits;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.Evaluator;
import io.kvasir.control.state.Formation;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.StateRecord;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.testkit.Seed;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A cluster of which each detail is given, whose nodes have done what was ordered before the next
/// plan. Nothing is moved to even out disks or loads.
final class SmallCluster {
    private static final Duration SILENCE_MAX = Duration.ofSeconds(5);
    private static final long NOW_NANOS = Duration.ofHours(1).toNanos();
    private static final ElasticLimits ELASTIC =
            new ElasticLimits(
                    false,
                    false,
                    1L << 40,
                    1e9,
                    1e9,
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(5),
                    8,
                    new MergeLimits(false, 1, Duration.ofHours(1)));

    private final List<Node> nodes = new ArrayList<>();
    private final Set<NodeId> silent = new HashSet<>();
    private ClusterState state = ClusterState.EMPTY;

    ClusterState state() {
        return state;
    }

    NodeId node(int index) {
        return nodes.get(index).id();
    }

    int size() {
        return nodes.size();
    }

    void addNodes(int count, String zone) {
        for (int i = 0; i < count; i++) {
            int number = nodes.size();
            Node node = PlannerTest.nodeOf("n" + number, "s" + number, zone);
            nodes.add(node);
            submit(new Command.RegisterNode(node));
        }
    }

    /// For longer than a lost node is waited for.
    void silence(int index) {
        silent.add(node(index));
    }

    /// @param groups the nodes of each partition; the first should lead
    void place(List<List<Integer>> groups) {
        List<StateRecord> records = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            List<ReplicaId> replicas =
                    groups.get(i).stream()
                            .map(nodes::get)
                            .map(node -> new ReplicaId(node.id(), node.storageId()))
                            .toList();
            KeyRange range =
                    new KeyRange(
                            i == 0 ? Bytes.EMPTY : key(i),
                            i == groups.size() - 1 ? null : key(i + 1));
            records.add(
                    new StateRecord.PartitionPut(
                            new PartitionEntry(
                                    new PartitionId(i + 1),
                                    Epoch.FIRST,
                                    range,
                                    replicas,
                                    Formation.FOUNDERS,
                                    Optional.of(replicas.getFirst().node()),
                                    Optional.empty(),
                                    Instant.EPOCH)));
        }
        state = state.apply(state.lastEntry().next(1), records);
    }

    private static Bytes key(int number) {
        return Bytes.ofOwned(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    Plan plan(int actionsMax) {
        Map<NodeId, List<ReplicaReport>> reports = new HashMap<>();
        for (PartitionEntry entry : state.partitions().values()) {
            reports.computeIfAbsent(leader(entry), _ -> new ArrayList<>()).add(report(entry));
        }
        Observed observed = Observed.since(0);
        for (Node node : nodes) {
            if (!silent.contains(node.id())) {
                observed =
                        observed.with(
                                NodeReport.of(
                                        node,
                                        NOW_NANOS,
                                        reports.getOrDefault(node.id(), List.of()),
                                        0,
                                        0,
                                        OptionalInt.empty()));
            }
        }
        int replicas = state.partitions().values().iterator().next().replicas().size();
        return Planner.plan(
                new ClusterSnapshot(
                        state,
                        observed,
                        NOW_NANOS,
                        SILENCE_MAX,
                        Instant.EPOCH.plusNanos(NOW_NANOS)),
                new PlacementLimits(replicas, replicas, 0, actionsMax, ELASTIC),
                new Seed(0).random("any"));
    }

    private NodeId leader(PartitionEntry entry) {
        NodeId preferred = entry.preferredLeader().orElseThrow();
        return silent.contains(preferred) ? following(entry).getFirst().node() : preferred;
    }

    private List<ReplicaId> following(PartitionEntry entry) {
        return entry.replicas().stream().filter(each -> !silent.contains(each.node())).toList();
    }

    private ReplicaReport report(PartitionEntry entry) {
        return new ReplicaReport(
                entry.id(),
                entry.epoch(),
                ReplicaStatus.Role.LEADER,
                1,
                1,
                1,
                0,
                entry.replicas(),
                following(entry),
                List.of(),
                entry.range(),
                ReplicaLoad.NONE);
    }

    /// How many each node should lead, in the order of the nodes.
    List<Integer> leaders() {
        Map<NodeId, Integer> count = new HashMap<>();
        for (PartitionEntry entry : state.partitions().values()) {
            count.merge(entry.preferredLeader().orElseThrow(), 1, Integer::sum);
        }
        return nodes.stream().map(node -> count.getOrDefault(node.id(), 0)).toList();
    }

    void submit(Plan plan) {
        plan.actions().forEach(action -> submit(action.command()));
    }

    private void submit(Command command) {
        var evaluation = Evaluator.evaluate(state, command);
        state = state.apply(state.lastEntry().next(1), evaluation.records());
    }
}
