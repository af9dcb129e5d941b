package io.kvasir.control.placement;

import io.kvasir.control.placement.plan.Action;
import io.kvasir.control.placement.plan.Overview;
import io.kvasir.control.placement.plan.PlacementLimits;
import io.kvasir.control.placement.plan.Plan;
import io.kvasir.control.state.Command;
import io.kvasir.control.state.Command.NewPartition;
import io.kvasir.model.Bytes;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.ReplicaId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The first partitions: equal cuts of the four bytes of keyspace ids, which a bit-reversed counter
/// scatters over them; leaders and replicas as even as the zones allow.
final class InitialPlacement {
    private static final int KEYSPACE_BITS = 32;

    private final int replicationFactor;
    private final List<Node> nodes;
    private final Map<Node, Integer> leaders = new HashMap<>();
    private final Map<Node, Integer> replicas = new HashMap<>();

    private InitialPlacement(List<Node> nodes, int replicationFactor) {
        this.nodes = nodes;
        this.replicationFactor = replicationFactor;
    }

    static void plan(
            Overview overview, PlacementLimits limits, RandomGenerator random, Plan.Draft draft) {
        List<Node> nodes = new ArrayList<>(overview.snapshot().aliveNodes());
        if (nodes.size() < limits.initialNodes()) {
            draft.reject(
                    "cluster",
                    "first partitions",
                    nodes.size()
                            + " nodes are alive; the first partitions are made when there are "
                            + limits.initialNodes());
            return;
        }
        shuffle(nodes, random);
        int count = limits.initialPartitions() == 0 ? nodes.size() : limits.initialPartitions();
        InitialPlacement placement = new InitialPlacement(nodes, limits.replicationFactor());
        List<NewPartition> partitions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            partitions.add(placement.next(range(i, count)));
        }
        Optional<String> shortOfMemory = placement.shortOfMemory(overview);
        if (shortOfMemory.isPresent()) {
            draft.reject("cluster", "first partitions", shortOfMemory.get());
            return;
        }
        draft.add(
                new Action(
                        new Command.CreatePartitions(partitions),
                        nodes.size() + " nodes are alive and there is no partition yet"));
    }

    /// So that ties do not always fall on the node whose name sorts first.
    private static void shuffle(List<Node> nodes, RandomGenerator random) {
        for (int i = nodes.size() - 1; i > 0; i--) {
            Collections.swap(nodes, i, random.nextInt(i + 1));
        }
    }

    static KeyRange range(int i, int count) {
        Bytes start = i == 0 ? Bytes.EMPTY : cut(i, count);
        return new KeyRange(start, i == count - 1 ? null : cut(i + 1, count));
    }

    private static Bytes cut(int i, int count) {
        long at = ((long) i << KEYSPACE_BITS) / count;
        return Bytes.ofOwned(ByteBuffer.allocate(Integer.BYTES).putInt((int) at).array());
    }

    /// The leader's node first, so that leaders come out even whatever the zones are.
    private NewPartition next(KeyRange range) {
        List<Node> chosen = new ArrayList<>();
        Node leader =
                least(Comparator.comparingInt(this::leadersOn).thenComparingInt(this::replicasOn));
        chosen.add(leader);
        while (chosen.size() < replicationFactor) {
            Comparator<Node> newZoneFirst = Comparator.comparing(node -> isZoneTaken(node, chosen));
            Comparator<Node> notTaken = Comparator.comparing(chosen::contains);
            chosen.add(
                    least(
                            notTaken.thenComparing(newZoneFirst)
                                    .thenComparingInt(this::replicasOn)
                                    .thenComparingInt(this::leadersOn)));
        }
        leaders.merge(leader, 1, Integer::sum);
        chosen.forEach(node -> replicas.merge(node, 1, Integer::sum));
        return new NewPartition(
                range,
                chosen.stream().map(node -> new ReplicaId(node.id(), node.storageId())).toList(),
                leader.id());
    }

    private Optional<String> shortOfMemory(Overview overview) {
        return nodes.stream()
                .filter(node -> replicasOn(node) > overview.room(node.id()))
                .findFirst()
                .map(node ->
                        "node %s would hold %d replicas and has memory for %d: lower initial-partitions, or give nodes more direct memory"
                                .formatted(node.id(), replicasOn(node), overview.room(node.id())));
    }

    private Node least(Comparator<Node> order) {
        return Collections.min(nodes, order);
    }

    private static boolean isZoneTaken(Node node, List<Node> chosen) {
        return !node.zone().isEmpty()
                && chosen.stream().anyMatch(other -> other.zone().equals(node.zone()));
    }

    private int leadersOn(Node node) {
        return countOf(leaders.get(node));
    }

    private int replicasOn(Node node) {
        return countOf(replicas.get(node));
    }

    private static int countOf(@Nullable Integer count) {
        return count == null ? 0 : count;
    }
}
