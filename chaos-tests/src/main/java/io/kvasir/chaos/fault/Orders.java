package io.kvasir.chaos.fault;

import io.grpc.MethodDescriptor;
import io.kvasir.chaos.cluster.ClusterWatch;
import io.kvasir.chaos.cluster.OwnCluster;
import io.kvasir.cli.local.ServerProcess;
import io.kvasir.model.error.RequestFailedException;
import io.kvasir.proto.v1.ChangeNodeRequest;
import io.kvasir.proto.v1.ChangeNodeRequest.Change;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.MergePartitionsRequest;
import io.kvasir.proto.v1.MovePartitionRequest;
import io.kvasir.proto.v1.OperationResponse;
import io.kvasir.proto.v1.Partition;
import io.kvasir.proto.v1.PartitionStatus;
import io.kvasir.proto.v1.SplitPartitionRequest;
import io.kvasir.proto.v1.TransferLeaderRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What an operator may order at any time, faults or not. Nothing is to be healed; that it is
/// refused is an answer.
final class Orders {
    private static final long LASTS_MILLIS_MIN = 1_000;
    private static final long LASTS_MILLIS_MAX = 6_000;

    private final OwnCluster cluster;
    private final ClusterWatch watch;
    private final RandomGenerator dice;

    Orders(OwnCluster cluster, ClusterWatch watch, RandomGenerator dice) {
        this.cluster = cluster;
        this.watch = watch;
        this.dice = dice;
    }

    Fault split() {
        Partition partition = partition();
        return order(
                "partition " + partition.getId(),
                ClusterGrpc.getSplitPartitionMethod(),
                SplitPartitionRequest.newBuilder().setPartition(partition.getId()).build());
    }

    /// With its right neighbour, where it has one.
    Fault merge() {
        Partition left = partition();
        return order(
                "partition " + left.getId() + " and its right neighbour",
                ClusterGrpc.getMergePartitionsMethod(),
                MergePartitionsRequest.newBuilder().setLeft(left.getId()).build());
    }

    Fault transfer() {
        Partition partition = partition();
        String to = drawn(nodesOf(partition));
        return order(
                "partition " + partition.getId() + " to " + to,
                ClusterGrpc.getTransferLeaderMethod(),
                TransferLeaderRequest.newBuilder()
                        .setPartition(partition.getId())
                        .setToNode(to)
                        .build());
    }

    Fault move() {
        Partition partition = partition();
        List<String> holders = nodesOf(partition);
        String from = drawn(holders);
        String to =
                drawn(
                        cluster.nodes().stream()
                                .map(ServerProcess::name)
                                .filter(name -> !holders.contains(name))
                                .toList());
        return order(
                "partition " + partition.getId() + " from " + from + " to " + to,
                ClusterGrpc.getMovePartitionMethod(),
                MovePartitionRequest.newBuilder()
                        .setPartition(partition.getId())
                        .setFromNode(from)
                        .setToNode(to)
                        .build());
    }

    /// Undone soon: replicas are on their way then.
    Fault drain(ServerProcess node) {
        return new Fault(
                node.name(),
                Duration.ofMillis(dice.nextLong(LASTS_MILLIS_MIN, LASTS_MILLIS_MAX)),
                () -> ordered(ClusterGrpc.getChangeNodeMethod(), change(node, Change.DRAIN)),
                () -> ordered(ClusterGrpc.getChangeNodeMethod(), change(node, Change.UNDRAIN)));
    }

    private static ChangeNodeRequest change(ServerProcess node, Change change) {
        return ChangeNodeRequest.newBuilder().setNode(node.name()).setChange(change).build();
    }

    private <Q> String ordered(MethodDescriptor<Q, OperationResponse> method, Q request) {
        try {
            var operation = watch.order(method, request).getOperation();
            return operation.getGoal() + ": " + operation.getStep();
        } catch (RequestFailedException e) {
            return "refused: " + e.getMessage();
        }
    }

    private <Q> Fault order(
            String target, MethodDescriptor<Q, OperationResponse> method, Q request) {
        return new Fault(
                target,
                Duration.ofMillis(dice.nextLong(LASTS_MILLIS_MIN, LASTS_MILLIS_MAX)),
                () -> ordered(method, request),
                () -> "");
    }

    private Partition partition() {
        List<PartitionStatus> partitions =
                watch.last().map(last -> last.getPartitionsList()).orElse(List.of());
        return Optional.of(partitions)
                .filter(known -> !known.isEmpty())
                .map(known -> known.get(dice.nextInt(known.size())).getPartition())
                .orElse(Partition.getDefaultInstance());
    }

    private static List<String> nodesOf(Partition partition) {
        return partition.getReplicasList().stream()
                .map(replica -> replica.substring(0, replica.lastIndexOf('.')))
                .toList();
    }

    private String drawn(List<String> names) {
        return names.isEmpty() ? "" : names.get(dice.nextInt(names.size()));
    }
}
