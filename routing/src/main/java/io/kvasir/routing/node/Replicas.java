package io.kvasir.routing.node;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.routing.map.ClusterMap;
import io.kvasir.routing.map.MapCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;

/// Which replica of a partition a request goes to.
public final class Replicas {
    private final MapCache cache;
    private final StorageNodes nodes;
    private final String zone;
    private final BiPredicate<PartitionId, NodeId> lags;
    private final RandomGenerator dice;

    /// @param zone the caller's own; empty: all nodes are as near
    /// @param lags whether a partition's replica on a node said a moment ago that it lags
    public Replicas(
            MapCache cache,
            StorageNodes nodes,
            String zone,
            BiPredicate<PartitionId, NodeId> lags,
            RandomGenerator dice) {
        this.cache = cache;
        this.nodes = nodes;
        this.zone = zone;
        this.lags = lags;
        this.dice = dice;
    }

    /// The leader last met; where none is, at first the map's hint and then the replicas in turn,
    /// one of which knows.
    ///
    /// @param failures of the request before
    public Optional<NodeConnection> leader(Partition partition, int failures) {
        ClusterMap map = cache.map();
        Optional<NodeId> presumed = cache.leader(partition.id());
        if (presumed.isEmpty() && failures == 0) {
            presumed = partition.leader();
        }
        Optional<NodeConnection> connection = presumed.flatMap(node -> nodes.connection(map, node));
        if (connection.isPresent() && !connection.get().isAvoided()) {
            return connection;
        }
        List<NodeConnection> held = connections(map, partition);
        List<NodeConnection> answering =
                held.stream().filter(candidate -> !candidate.isAvoided()).toList();
        List<NodeConnection> candidates = answering.isEmpty() ? held : answering;
        return candidates.isEmpty()
                ? connection
                : Optional.of(candidates.get(failures % candidates.size()));
    }

    /// The best replica for an eventual read.
    public Optional<NodeConnection> any(Partition partition) {
        List<NodeConnection> held = connections(cache.map(), partition);
        if (held.isEmpty()) {
            return Optional.empty();
        }
        List<NodeLoad> loads = new ArrayList<>(held.size());
        for (NodeConnection connection : held) {
            boolean near = zone.isEmpty() || zone.equals(connection.node().zone());
            loads.add(connection.load(near, lags.test(partition.id(), connection.node().id())));
        }
        return Optional.of(held.get(TargetChoice.choose(loads, dice)));
    }

    private List<NodeConnection> connections(ClusterMap map, Partition partition) {
        List<NodeConnection> held = new ArrayList<>(partition.replicas().size());
        for (ReplicaId replica : partition.replicas()) {
            nodes.connection(map, replica.node()).ifPresent(held::add);
        }
        return held;
    }
}
