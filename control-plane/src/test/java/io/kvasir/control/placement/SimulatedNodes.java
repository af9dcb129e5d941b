package io.kvasir.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.Observed;
import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.ClusterState;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.Evaluation;
import io.kvasir.control.state.Evaluator;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.Reply;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.ReplicaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Nodes that do as they are told, one membership change of a group at a time, and report it.
/// Checks at each step what may never happen to a group.
final class SimulatedNodes {
    private static final Duration SILENCE_MAX = Duration.ofSeconds(5);
    private static final int ROUNDS_MAX = 1_000;

    private final int zones;
    private final List<Node> nodes = new ArrayList<>();
    private final Set<NodeId> silent = new TreeSet<>();
    private final Map<PartitionId, List<ReplicaId>> groups = new TreeMap<>();
    private final Map<PartitionId, NodeId> damaged = new TreeMap<>();
    private ClusterState state = ClusterState.EMPTY;
    private int storages;
    private OptionalInt room = OptionalInt.empty();

    SimulatedNodes(int count, int zones) {
        this.zones = Math.min(zones, count);
        for (int i = 0; i < count; i++) {
            String zone = zones == 0 ? "" : "z" + i % zones;
            nodes.add(PlannerTest.nodeOf("n" + i, "s" + storages++, zone));
            submit(new Command.RegisterNode(nodes.getLast()));
        }
    }

    /// Of each node: for how many replicas more it has memory.
    void limitRoom(int replicas) {
        room = OptionalInt.of(replicas);
    }

    int zones() {
        return zones;
    }

    List<Node> nodes() {
        return nodes;
    }

    Node node(NodeId id) {
        return state.node(id).orElseThrow();
    }

    List<PartitionEntry> partitions() {
        return List.copyOf(state.partitions().values());
    }

    List<ReplicaId> members(PartitionId partition) {
        return groups.get(partition);
    }

    boolean isLost(ReplicaId replica) {
        return nodes.stream()
                .noneMatch(node ->
                        node.id().equals(replica.node())
                                && node.storageId().equals(replica.storage()));
    }

    void wipe(int index) {
        Node old = nodes.get(index);
        nodes.set(index, PlannerTest.nodeOf(old.id().value(), "s" + storages++, old.zone()));
        submit(new Command.RegisterNode(nodes.get(index)));
    }

    /// A node finds its replica of a partition damaged and keeps it, not running, for as long as it
    /// is to hold one.
    void damage(int index, PartitionId partition) {
        damaged.put(partition, nodes.get(index).id());
    }

    boolean isDamaged(PartitionId partition) {
        return damaged.containsKey(partition);
    }

    int indexOf(NodeId id) {
        return nodes.stream().map(Node::id).toList().indexOf(id);
    }

    private boolean isDamaged(PartitionId partition, ReplicaId replica) {
        return replica.node().equals(damaged.get(partition));
    }

    void silence(int index) {
        silent.add(nodes.get(index).id());
    }

    Plan plan(PlacementLimits limits, RandomGenerator random) {
        Plan plan = Planner.plan(snapshot(), limits, random);
        for (Action action : plan.actions()) {
            submit(action.command());
        }
        return plan;
    }

    void settle(PlacementLimits limits, RandomGenerator random) {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            boolean planned = !plan(limits, random).actions().isEmpty();
            if (!act(random) && !planned) {
                return;
            }
        }
        throw new AssertionError("not at rest after " + ROUNDS_MAX + " rounds");
    }

    /// A part of the groups' leaders takes one step each.
    private boolean act(RandomGenerator random) {
        // Its node removes what it is no longer to hold.
        boolean changed =
                damaged.entrySet()
                        .removeIf(each ->
                                !state.partition(each.getKey()).orElseThrow().isOn(each.getValue())
                                        && groups.get(each.getKey()).stream()
                                                .noneMatch(member ->
                                                        member.node().equals(each.getValue())));
        for (PartitionEntry entry : state.partitions().values()) {
            List<ReplicaId> group = groups.get(entry.id());
            if (group == null) {
                groups.put(entry.id(), entry.replicas());
                submit(new Command.ConfirmFormed(entry.id()));
                changed = true;
            } else if (!Set.copyOf(group).equals(Set.copyOf(entry.replicas()))) {
                changed = true;
                if (random.nextBoolean() && leader(group).isPresent()) {
                    groups.put(entry.id(), step(group, entry.replicas()));
                }
            }
        }
        return changed;
    }

    private List<ReplicaId> step(List<ReplicaId> group, List<ReplicaId> wanted) {
        List<ReplicaId> next = new ArrayList<>(group);
        Optional<ReplicaId> surplus =
                group.stream().filter(each -> !wanted.contains(each)).findAny();
        Optional<ReplicaId> missing =
                wanted.stream()
                        .filter(each -> !group.contains(each))
                        .filter(each ->
                                group.stream().noneMatch(old -> old.node().equals(each.node())))
                        .findAny();
        if (missing.isPresent()) {
            next.add(missing.get());
        } else {
            next.remove(surplus.orElseThrow());
        }
        Set<NodeId> distinct = new HashSet<>();
        next.forEach(each -> assertThat(distinct.add(each.node())).as("two of a node").isTrue());
        assertThat(next.stream().filter(each -> !isLost(each)))
                .as("voters that have the data")
                .hasSizeGreaterThan(next.size() / 2);
        return next;
    }

    /// A voter that has its data, where a majority has.
    private Optional<ReplicaId> leader(List<ReplicaId> group) {
        List<ReplicaId> whole =
                group.stream()
                        .filter(each -> !isLost(each) && !silent.contains(each.node()))
                        .toList();
        return whole.size() > group.size() / 2 ? Optional.of(whole.getFirst()) : Optional.empty();
    }

    private ClusterSnapshot snapshot() {
        long now = Duration.ofHours(1).toNanos();
        Observed observed = Observed.since(0);
        for (Node node : nodes) {
            long at =
                    silent.contains(node.id()) ? now - SILENCE_MAX.multipliedBy(2).toNanos() : now;
            List<ReplicaReport> reports = new ArrayList<>();
            groups.forEach((partition, group) ->
                    leader(group)
                            .filter(leader -> leader.node().equals(node.id()))
                            .filter(leader -> !isDamaged(partition, leader))
                            .ifPresent(_ -> reports.add(report(partition, group))));
            damaged.forEach((partition, on) -> {
                if (on.equals(node.id())) {
                    reports.add(stopped(partition));
                }
            });
            observed = observed.with(NodeReport.of(node, at, reports, 0, 0, room));
        }
        return new ClusterSnapshot(state, observed, now, SILENCE_MAX, Instant.EPOCH.plusNanos(now));
    }

    private ReplicaReport stopped(PartitionId partition) {
        return new ReplicaReport(
                partition,
                state.partition(partition).orElseThrow().epoch(),
                ReplicaStatus.Role.STOPPED,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                state.partition(partition).orElseThrow().range(),
                ReplicaLoad.NONE);
    }

    private ReplicaReport report(PartitionId partition, List<ReplicaId> group) {
        return new ReplicaReport(
                partition,
                state.partition(partition).orElseThrow().epoch(),
                ReplicaStatus.Role.LEADER,
                1,
                1,
                1,
                0,
                group,
                group.stream()
                        .filter(each -> !isLost(each) && !isDamaged(partition, each))
                        .toList(),
                List.of(),
                state.partition(partition).orElseThrow().range(),
                ReplicaLoad.NONE);
    }

    private void submit(Command command) {
        Evaluation evaluation = Evaluator.evaluate(state, command);
        assertThat(evaluation.reply()).isNotInstanceOf(Reply.Refused.class);
        if (!evaluation.records().isEmpty()) {
            state = state.apply(state.lastEntry().next(1), evaluation.records());
        }
    }
}
