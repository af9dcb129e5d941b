package io.kvasir.chaos.cluster;

import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.NodeStatus;
import io.kvasir.proto.v1.PartitionStatus;
import io.kvasir.proto.v1.ReplicaStatus;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether every partition has a leader and all its replicas, each on a disk that is there, serving
/// and caught up.
public final class Wholeness {
    private static final int REPLICATION_MAX = 3;

    private Wholeness() {}

    /// @param entriesBehindMax of a replica that counts as caught up; at rest 0. Reports of leader
    ///   and follower are not of one moment, so under load a sound one seems to lag
    /// @return the first thing that the cluster lacks; empty where it is whole
    public static Optional<String> lacks(DescribeClusterResponse cluster, long entriesBehindMax) {
        for (NodeStatus node : cluster.getNodesList()) {
            if (!node.getAlive()) {
                return Optional.of(node.getNode().getId() + " is not alive");
            }
        }
        if (cluster.getPartitionsCount() == 0) {
            return Optional.of("there is no partition");
        }
        Set<String> disks =
                cluster.getNodesList().stream()
                        .map(node -> node.getNode().getId() + "." + node.getNode().getStorageId())
                        .collect(Collectors.toSet());
        int replication = Math.min(REPLICATION_MAX, disks.size());
        return cluster.getPartitionsList().stream()
                .map(partition -> lacks(partition, disks, replication, entriesBehindMax))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> lacks(
            PartitionStatus partition, Set<String> disks, int replication, long entriesBehindMax) {
        String name = "partition " + partition.getPartition().getId();
        if (partition.getPartition().getLeader().isEmpty()) {
            return Optional.of(name + " has no leader");
        }
        if (partition.getPartition().getReplicasCount() != replication) {
            return Optional.of(
                    name + " has replicas " + partition.getPartition().getReplicasList());
        }
        for (String replica : partition.getPartition().getReplicasList()) {
            if (!disks.contains(replica)) {
                return Optional.of(name + " has replica " + replica + ", whose disk is gone");
            }
            if (partition.getReplicasList().stream()
                    .noneMatch(status ->
                            serves(
                                    status,
                                    replica,
                                    partition.getAppliedIndex() - entriesBehindMax))) {
                return Optional.of(name + ": replica " + replica + " has not caught up");
            }
        }
        return Optional.empty();
    }

    private static boolean serves(ReplicaStatus status, String replica, long least) {
        return status.getReplica().equals(replica)
                && (status.getRole().equals("LEADER") || status.getRole().equals("FOLLOWER"))
                && status.getAppliedIndex() >= least;
    }
}
