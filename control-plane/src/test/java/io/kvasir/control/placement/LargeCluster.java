package io.kvasir.control.placement;

import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.Observed;
import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.Command;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A cluster of any size that is even though its partitions are not: they come in blocks of one for
/// each node, those of a block are alike, and from block to block size and heat fall like 1/n. Each
/// node's report holds what it leads, and its other replicas are taken to follow.
final class LargeCluster {
    static final Duration SILENCE_MAX = Duration.ofSeconds(5);
    private static final long NOW_NANOS = Duration.ofHours(1).toNanos();
    private static final long HEAVIEST_BYTES = 8L << 30;
    static final double HOTTEST_WRITE_UNITS = 5_000;

    private final int zones;
    private final List<Node> nodes = new ArrayList<>();
    private final List<ReplicaId> replicas = new ArrayList<>();
    private final Set<NodeId> silent = new HashSet<>();
    private final int first;
    private final String hotReason;
    private ClusterState state = ClusterState.EMPTY;

    /// What was reported of the present groups; null where they have changed since.
    private @Nullable Observed observed;

    /// @param hotReason why the hottest cannot be divided; empty: they can
    LargeCluster(int nodes, int partitions, int zones, String hotReason) {
        this.zones = zones;
        this.first = nodes;
        this.hotReason = hotReason;
        for (int i = 0; i < nodes; i++) {
            addNode("z" + i % zones);
        }
        List<StateRecord> records = new ArrayList<>(partitions);
        Bytes start = Bytes.EMPTY;
        for (int i = 0; i < partitions; i++) {
            Bytes end = i == partitions - 1 ? null : key(i + 1);
            records.add(new StateRecord.PartitionPut(entry(i, new KeyRange(start, end))));
            start = end;
        }
        state = state.apply(state.lastEntry().next(1), records);
    }

    private PartitionEntry entry(int i, KeyRange range) {
        int block = i / first;
        List<ReplicaId> held =
                List.of(
                        replicas.get(i % first),
                        replicas.get((i + 1 + zones * block * 7) % first),
                        replicas.get((i + 2 + zones * block * 13) % first));
        return new PartitionEntry(
                new PartitionId(i + 1),
                Epoch.FIRST,
                range,
                held,
                Formation.FOUNDERS,
                Optional.of(held.getFirst().node()),
                Optional.empty(),
                Instant.EPOCH);
    }

    private static Bytes key(int i) {
        return Bytes.ofOwned(ByteBuffer.allocate(Integer.BYTES).putInt(i).array());
    }

    void addNode(String zone) {
        int number = nodes.size();
        Node node = PlannerTest.nodeOf("n" + number, "s" + number, zone);
        nodes.add(node);
        replicas.add(new ReplicaId(node.id(), node.storageId()));
        submit(new Command.RegisterNode(node));
        if (observed != null) {
            observed =
                    observed.with(
                            NodeReport.of(node, NOW_NANOS, List.of(), 0, 0, OptionalInt.empty()));
        }
    }

    void addNodes(int count, String zone) {
        for (int i = 0; i < count; i++) {
            addNode(zone);
        }
    }

    /// All nodes of the zone, at once and for longer than lost nodes are waited for.
    void silence(String zone) {
        observed = null;
        for (Node node : nodes) {
            if (node.zone().equals(zone)) {
                silent.add(node.id());
            }
        }
    }

    boolean isSilent(NodeId node) {
        return silent.contains(node);
    }

    ClusterState state() {
        return state;
    }

    String zone(NodeId node) {
        return state.node(node).orElseThrow().zone();
    }

    void submit(Command command) {
        var evaluation = Evaluator.evaluate(state, command);
        if (evaluation.reply() instanceof Reply.Refused refused) {
            throw new AssertionError(command + ": " + refused);
        }
        state = state.apply(state.lastEntry().next(1), evaluation.records());
        if (command instanceof Command.ChangeReplicas) {
            observed = null;
        }
    }

    /// All that was ordered is done, and of each group the wanted leader leads, or the first that
    /// lives.
    ClusterSnapshot snapshot() {
        if (observed == null) {
            observed = reported();
        }
        return new ClusterSnapshot(
                state, observed, NOW_NANOS, SILENCE_MAX, Instant.EPOCH.plusNanos(NOW_NANOS));
    }

    private Observed reported() {
        Map<NodeId, List<ReplicaReport>> reports = new HashMap<>();
        for (PartitionEntry entry : state.partitions().values()) {
            List<ReplicaId> alive = entry.replicas();
            if (!silent.isEmpty()) {
                alive = alive.stream().filter(each -> !silent.contains(each.node())).toList();
            }
            NodeId wanted = entry.preferredLeader().orElseThrow();
            NodeId leader = silent.contains(wanted) ? alive.getFirst().node() : wanted;
            reports.computeIfAbsent(leader, _ -> new ArrayList<>()).add(report(entry, alive));
        }
        Observed heard = Observed.since(0);
        for (Node node : nodes) {
            if (!silent.contains(node.id())) {
                List<ReplicaReport> led = reports.getOrDefault(node.id(), List.of());
                heard = heard.with(NodeReport.of(node, NOW_NANOS, led, 0, 0, OptionalInt.empty()));
                // So that a million reports are not kept twice.
                reports.remove(node.id());
            }
        }
        return heard;
    }

    private ReplicaReport report(PartitionEntry entry, List<ReplicaId> alive) {
        long block = (entry.id().value() - 1) / first;
        double units = HOTTEST_WRITE_UNITS / (block + 1);
        return new ReplicaReport(
                entry.id(),
                entry.epoch(),
                ReplicaStatus.Role.LEADER,
                1,
                1,
                1,
                HEAVIEST_BYTES / (block + 1),
                entry.replicas(),
                alive,
                List.of(),
                entry.range(),
                new ReplicaLoad(units, units, hotReason, 0, 0, true));
    }
}
