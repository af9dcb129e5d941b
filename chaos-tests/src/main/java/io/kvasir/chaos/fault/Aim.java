package io.kvasir.chaos.fault;

import io.kvasir.chaos.cluster.ClusterWatch;
import io.kvasir.chaos.cluster.OwnCluster;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.proto.v1.PartitionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Finds servers by their role at this moment.
final class Aim {
    private final OwnCluster cluster;
    private final ClusterWatch watch;
    private final RandomGenerator dice;

    Aim(OwnCluster cluster, ClusterWatch watch, RandomGenerator dice) {
        this.cluster = cluster;
        this.watch = watch;
        this.dice = dice;
    }

    /// The node that leads a partition drawn at random; any node where none is known to lead.
    ServerProcess leader() {
        List<PartitionStatus> partitions =
                watch.last().map(last -> last.getPartitionsList()).orElse(List.of());
        int drawn = dice.nextInt(Math.max(1, partitions.size()));
        int otherwise = dice.nextInt(cluster.nodes().size());
        Optional<String> leader =
                partitions.stream()
                        .skip(drawn)
                        .map(partition -> partition.getPartition().getLeader())
                        .findFirst()
                        .filter(name -> !name.isEmpty());
        return leader.map(cluster::server).orElse(cluster.nodes().get(otherwise));
    }

    /// The node that leads least.
    ServerProcess follower() {
        var leaders = watch.leadersByNode();
        int start = dice.nextInt(cluster.nodes().size());
        ServerProcess best = cluster.nodes().get(start);
        for (int i = 1; i < cluster.nodes().size(); i++) {
            ServerProcess node = cluster.nodes().get((start + i) % cluster.nodes().size());
            if (leaders.getOrDefault(node.name(), 0L) < leaders.getOrDefault(best.name(), 0L)) {
                best = node;
            }
        }
        return best;
    }

    /// More than half of the nodes.
    List<ServerProcess> majority() {
        List<ServerProcess> nodes = new ArrayList<>(cluster.nodes());
        int wanted = nodes.size() / 2 + 1;
        while (nodes.size() > wanted) {
            nodes.remove(dice.nextInt(nodes.size()));
        }
        return nodes;
    }

    ServerProcess controlPlaneLeader() {
        int otherwise = dice.nextInt(cluster.controlPlanes().size());
        return watch.controlPlaneLeader()
                .map(cluster::server)
                .orElse(cluster.controlPlanes().get(otherwise));
    }

    ServerProcess router() {
        return cluster.routers().get(dice.nextInt(cluster.routers().size()));
    }

    ServerProcess node() {
        return cluster.nodes().get(dice.nextInt(cluster.nodes().size()));
    }

    List<ServerProcess> nodesBut(ServerProcess one) {
        return cluster.nodes().stream().filter(node -> !node.name().equals(one.name())).toList();
    }
}
