package io.kvasir.client;

import io.grpc.MethodDescriptor;
import io.kvasir.client.transport.Retries.Kind;
import io.kvasir.model.Bytes;
import io.kvasir.proto.ItemCodec;
import io.kvasir.proto.v1.ChangeNodeRequest;
import io.kvasir.proto.v1.ChangeNodeRequest.Change;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.DescribeClusterRequest;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.ListOperationsRequest;
import io.kvasir.proto.v1.MergePartitionsRequest;
import io.kvasir.proto.v1.MovePartitionRequest;
import io.kvasir.proto.v1.Operation;
import io.kvasir.proto.v1.OperationResponse;
import io.kvasir.proto.v1.PartitionStatus;
import io.kvasir.proto.v1.SplitPartitionRequest;
import io.kvasir.proto.v1.TransferLeaderRequest;
import java.util.List;
import java.util.Optional;

/// What operators ask of a cluster, in the terms of the public protocol. Orders return once they
/// are taken; `operations` tells how far they are.
public final class ClusterAdmin {
    private final Calls calls;

    /// Sends one request and waits.
    interface Calls {
        <Q, R> R call(MethodDescriptor<Q, R> method, Q request, Kind kind);
    }

    ClusterAdmin(Calls calls) {
        this.calls = calls;
    }

    public DescribeClusterResponse describe() {
        return calls.call(
                ClusterGrpc.getDescribeClusterMethod(),
                DescribeClusterRequest.getDefaultInstance(),
                Kind.READ);
    }

    /// One partition, with all that can be said of why the planner does no more about it; empty
    /// where there is none of the id.
    public Optional<PartitionStatus> explain(long partition) {
        return calls
                .call(
                        ClusterGrpc.getDescribeClusterMethod(),
                        DescribeClusterRequest.newBuilder().setExplainPartition(partition).build(),
                        Kind.READ)
                .getPartitionsList()
                .stream()
                .findFirst();
    }

    /// Those under way first, then ended ones, latest first.
    public List<Operation> operations() {
        return calls.call(
                        ClusterGrpc.getListOperationsMethod(),
                        ListOperationsRequest.getDefaultInstance(),
                        Kind.READ)
                .getOperationsList();
    }

    /// @param at the first global key of the new partition; empty: the middle
    public Operation split(long partition, Optional<Bytes> at) {
        SplitPartitionRequest.Builder request =
                SplitPartitionRequest.newBuilder().setPartition(partition);
        at.map(ItemCodec::toWire).ifPresent(request::setAt);
        return order(ClusterGrpc.getSplitPartitionMethod(), request.build());
    }

    /// Has a partition absorb its right neighbour.
    public Operation merge(long left) {
        return order(
                ClusterGrpc.getMergePartitionsMethod(),
                MergePartitionsRequest.newBuilder().setLeft(left).build());
    }

    /// Has a partition absorb the one that must be its right neighbour.
    public Operation merge(long left, long right) {
        return order(
                ClusterGrpc.getMergePartitionsMethod(),
                MergePartitionsRequest.newBuilder().setLeft(left).setRight(right).build());
    }

    public Operation move(long partition, String fromNode, String toNode) {
        return order(
                ClusterGrpc.getMovePartitionMethod(),
                MovePartitionRequest.newBuilder()
                        .setPartition(partition)
                        .setFromNode(fromNode)
                        .setToNode(toNode)
                        .build());
    }

    public Operation transferLeader(long partition, String toNode) {
        return order(
                ClusterGrpc.getTransferLeaderMethod(),
                TransferLeaderRequest.newBuilder()
                        .setPartition(partition)
                        .setToNode(toNode)
                        .build());
    }

    /// Has all replicas move elsewhere.
    public Operation drain(String node) {
        return change(node, Change.DRAIN);
    }

    public Operation undrain(String node) {
        return change(node, Change.UNDRAIN);
    }

    /// Forgets a node that holds nothing and is stopped.
    public Operation remove(String node) {
        return change(node, Change.REMOVE);
    }

    private Operation change(String node, Change change) {
        return order(
                ClusterGrpc.getChangeNodeMethod(),
                ChangeNodeRequest.newBuilder().setNode(node).setChange(change).build());
    }

    private <Q> Operation order(MethodDescriptor<Q, OperationResponse> method, Q request) {
        return calls.call(method, request, Kind.WRITE).getOperation();
    }
}
