package io.kvasir.cli.tour;

import io.kvasir.client.KvasirClient;
import io.kvasir.client.KvasirException;
import io.kvasir.model.key.GlobalKey;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.NodeStatus;
import io.kvasir.proto.v1.Partition;
import io.kvasir.proto.v1.PartitionStatus;
import io.kvasir.proto.v1.ReplicaStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The cluster as its control plane describes it, and waiting until it is as wanted.
final class ClusterView {
    private static final long POLL_MILLIS = 100;

    private final KvasirClient client;

    ClusterView(KvasirClient client) {
        this.client = client;
    }

    /// The node that leads the first partition of a table.
    Optional<String> leaderOf(String table) {
        return partitionsOf(client.describeCluster(), table)
                .map(each -> each.getPartition().getLeader())
                .filter(leader -> !leader.isEmpty())
                .findFirst();
    }

    /// Those that hold a key of the table, or could; none where there is no such table.
    static Stream<PartitionStatus> partitionsOf(DescribeClusterResponse cluster, String table) {
        return cluster.getTablesList().stream()
                .filter(each -> each.getName().equals(table))
                .map(each -> GlobalKey.keyspaceRange(new KeyspaceId(each.getKeyspace())))
                .flatMap(range -> overlapping(cluster, range));
    }

    /// What holds keys now that the partition held.
    static Stream<PartitionStatus> overlapping(
            DescribeClusterResponse cluster, Partition partition) {
        return overlapping(cluster, ClusterCodec.fromWire(partition.getRange()));
    }

    private static Stream<PartitionStatus> overlapping(
            DescribeClusterResponse cluster, KeyRange range) {
        return cluster.getPartitionsList().stream()
                .filter(each ->
                        ClusterCodec.fromWire(each.getPartition().getRange()).overlaps(range));
    }

    /// Waits until every partition has all its replicas, each alive and caught up.
    ///
    /// @throws IllegalStateException where that does not happen in time
    void awaitWhole(int replication, Duration patience) {
        await("every partition is whole", patience, cluster -> isWhole(cluster, replication));
    }

    /// Waits until the node has another disk than `lost` and every partition is whole. Until it has
    /// reported again, the cluster looks as it was before.
    void awaitRebuilt(String node, String lost, int replication, Duration patience) {
        await(
                node + " is rebuilt",
                patience,
                cluster -> !storage(cluster, node).equals(lost) && isWhole(cluster, replication));
    }

    /// The storage id of a node's disk, as the control plane knows it.
    String storage(String node) {
        return storage(client.describeCluster(), node);
    }

    private static String storage(DescribeClusterResponse cluster, String node) {
        return cluster.getNodesList().stream()
                .map(NodeStatus::getNode)
                .filter(each -> each.getId().equals(node))
                .map(each -> each.getStorageId())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no node is called " + node));
    }

    static boolean isWhole(DescribeClusterResponse cluster, int replication) {
        return cluster.getPartitionsCount() > 0
                && cluster.getNodesList().stream().allMatch(NodeStatus::getAlive)
                && cluster.getPartitionsList().stream()
                        .allMatch(partition -> isWhole(cluster, partition, replication));
    }

    private static boolean isWhole(
            DescribeClusterResponse cluster, PartitionStatus partition, int replication) {
        long present =
                partition.getPartition().getReplicasList().stream()
                        .filter(replica -> isOnPresentDisk(cluster, replica))
                        .filter(replica -> isCaughtUp(partition, replica))
                        .count();
        return present == replication
                && partition.getPartition().getReplicasCount() == replication
                && !partition.getPartition().getLeader().isEmpty();
    }

    private static boolean isOnPresentDisk(DescribeClusterResponse cluster, String replica) {
        return cluster.getNodesList().stream()
                .map(NodeStatus::getNode)
                .anyMatch(node -> replica.equals(node.getId() + "." + node.getStorageId()));
    }

    private static boolean isCaughtUp(PartitionStatus partition, String replica) {
        return partition.getReplicasList().stream()
                .filter(status -> status.getReplica().equals(replica))
                .anyMatch(status -> isCaughtUp(partition, status));
    }

    private static boolean isCaughtUp(PartitionStatus partition, ReplicaStatus status) {
        boolean serves = status.getRole().equals("LEADER") || status.getRole().equals("FOLLOWER");
        return serves && status.getAppliedIndex() >= partition.getAppliedIndex();
    }

    void await(String what, Duration patience, Predicate<DescribeClusterResponse> wanted) {
        long start = System.nanoTime();
        String last = "";
        while (System.nanoTime() - start < patience.toNanos()) {
            try {
                DescribeClusterResponse cluster = client.describeCluster();
                if (wanted.test(cluster)) {
                    return;
                }
                last = cluster.toString();
            } catch (KvasirException e) {
                last = String.valueOf(e.getMessage());
            }
            sleep();
        }
        throw new IllegalStateException(
                "waited " + patience.toSeconds() + " s in vain until " + what + "; now: " + last);
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
