package io.kvasir.control.service;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kvasir.control.health.GroupReport;
import io.kvasir.control.health.NodeHealth;
import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.reconcile.LiveCluster;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.TableEntry;
import io.kvasir.model.cluster.Node;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.v1.ChangeNodeRequest;
import io.kvasir.proto.v1.ClusterGrpc;
import io.kvasir.proto.v1.ControlPlaneMember;
import io.kvasir.proto.v1.DescribeClusterRequest;
import io.kvasir.proto.v1.DescribeClusterResponse;
import io.kvasir.proto.v1.ListOperationsRequest;
import io.kvasir.proto.v1.ListOperationsResponse;
import io.kvasir.proto.v1.MergePartitionsRequest;
import io.kvasir.proto.v1.MovePartitionRequest;
import io.kvasir.proto.v1.NodeStatus;
import io.kvasir.proto.v1.OperationResponse;
import io.kvasir.proto.v1.PartitionStatus;
import io.kvasir.proto.v1.ReplicaStatus;
import io.kvasir.proto.v1.SplitPartitionRequest;
import io.kvasir.proto.v1.TransferLeaderRequest;
import io.kvasir.proto.v1.WatchMapRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// kvasir.v1.Cluster: the cluster as operators see it, and the map for routers.
public final class ClusterService implements BindableService, ClusterGrpc.AsyncService {
    private final LiveCluster cluster;
    private final LeaderGate gate;
    private final MapPublisher publisher;
    private final MemberAddresses members;
    private final OperatorCalls operators;

    public ClusterService(
            LiveCluster cluster,
            LeaderGate gate,
            MapPublisher publisher,
            MemberAddresses members,
            OperatorCalls operators) {
        this.cluster = cluster;
        this.gate = gate;
        this.publisher = publisher;
        this.members = members;
        this.operators = operators;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return WatchMapMethod.in(ClusterGrpc.bindService(this), this::watch);
    }

    private void watch(WatchMapRequest request, StreamObserver<EncodedUpdate> updates) {
        try {
            gate.requireLeading();
            publisher.add((ServerCallStreamObserver<EncodedUpdate>) updates);
        } catch (RuntimeException refused) {
            updates.onError(Calls.status(refused));
        }
    }

    @Override
    public void describeCluster(
            DescribeClusterRequest request, StreamObserver<DescribeClusterResponse> reply) {
        Calls.answer(
                reply,
                () -> {
                    gate.requireLeading();
                    return request.getExplainPartition() == 0
                            ? describe(cluster.snapshot())
                            : explain(
                                    cluster.snapshot(),
                                    new PartitionId(request.getExplainPartition()));
                });
    }

    @Override
    public void splitPartition(
            SplitPartitionRequest request, StreamObserver<OperationResponse> reply) {
        Calls.answer(reply, () -> operators.split(request));
    }

    @Override
    public void mergePartitions(
            MergePartitionsRequest request, StreamObserver<OperationResponse> reply) {
        Calls.answer(
                reply,
                () -> {
                    gate.requireLeading();
                    return operators.merge(request);
                });
    }

    @Override
    public void movePartition(
            MovePartitionRequest request, StreamObserver<OperationResponse> reply) {
        Calls.answer(
                reply,
                () -> {
                    gate.requireLeading();
                    return operators.move(request);
                });
    }

    @Override
    public void transferLeader(
            TransferLeaderRequest request, StreamObserver<OperationResponse> reply) {
        Calls.answer(reply, () -> operators.transfer(request));
    }

    @Override
    public void changeNode(ChangeNodeRequest request, StreamObserver<OperationResponse> reply) {
        Calls.answer(
                reply,
                () -> {
                    gate.requireLeading();
                    return operators.change(request);
                });
    }

    @Override
    public void listOperations(
            ListOperationsRequest request, StreamObserver<ListOperationsResponse> reply) {
        Calls.answer(
                reply,
                () -> {
                    gate.requireLeading();
                    return operators.operations();
                });
    }

    private DescribeClusterResponse describe(ClusterSnapshot snapshot) {
        DescribeClusterResponse.Builder wire =
                DescribeClusterResponse.newBuilder().setMapVersion(snapshot.state().version());
        for (Node node : snapshot.state().nodes().values()) {
            wire.addNodes(nodeStatus(snapshot, node));
        }
        for (PartitionEntry entry : snapshot.state().partitions().values()) {
            wire.addPartitions(partitionStatus(snapshot, entry));
        }
        for (TableEntry entry : snapshot.state().tables().values()) {
            wire.addTables(ClusterCodec.toWire(entry.table()));
        }
        Optional<String> leader = gate.leader();
        for (Map.Entry<String, String> member : members.all().entrySet()) {
            wire.addControlPlanes(
                    ControlPlaneMember.newBuilder()
                            .setId(member.getKey())
                            .setAddress(member.getValue())
                            .setLeader(leader.isPresent() && leader.get().equals(member.getKey())));
        }
        return wire.build();
    }

    private DescribeClusterResponse explain(ClusterSnapshot snapshot, PartitionId id) {
        DescribeClusterResponse.Builder wire =
                DescribeClusterResponse.newBuilder().setMapVersion(snapshot.state().version());
        snapshot.state()
                .partition(id)
                .ifPresent(entry ->
                        wire.addPartitions(
                                partitionStatus(snapshot, entry).toBuilder()
                                        .clearWhyNot()
                                        .addAllWhyNot(operators.explain(snapshot, entry))));
        return wire.build();
    }

    private static NodeStatus nodeStatus(ClusterSnapshot snapshot, Node node) {
        NodeStatus.Builder wire =
                NodeStatus.newBuilder()
                        .setNode(ClusterCodec.toWire(node))
                        .setAlive(snapshot.health(node.id()) == NodeHealth.ALIVE)
                        .setDraining(snapshot.state().draining().contains(node.id()))
                        .setLastHeartbeatAgeMs(-1);
        Optional<NodeReport> report = snapshot.observed().report(node.id());
        if (report.isPresent()) {
            long age = snapshot.nowNanos() - report.get().atNanos();
            wire.setLastHeartbeatAgeMs(Duration.ofNanos(age).toMillis())
                    .setReplicas(report.get().replicas().size());
            wire.setDiskBytes(report.get().diskBytes())
                    .setDiskFreeBytes(report.get().diskFreeBytes());
            report.get().room().ifPresent(wire::setReplicasRoom);
            for (ReplicaReport replica : report.get().replicas()) {
                wire.setStoredBytes(wire.getStoredBytes() + replica.storedBytes())
                        .setReadUnits(wire.getReadUnits() + replica.load().readUnits())
                        .setWriteUnits(wire.getWriteUnits() + replica.load().writeUnits());
                if (replica.isLeader()) {
                    wire.setLeaders(wire.getLeaders() + 1);
                }
            }
        }
        return wire.build();
    }

    private PartitionStatus partitionStatus(ClusterSnapshot snapshot, PartitionEntry entry) {
        Optional<GroupReport> group = snapshot.group(entry.id());
        PartitionStatus.Builder wire =
                PartitionStatus.newBuilder()
                        .setPartition(
                                ClusterCodec.toWire(
                                        entry.toPartition(group.map(GroupReport::leader))));
        for (ReplicaId replica : entry.replicas()) {
            Optional<ReplicaReport> report =
                    snapshot.observed().replica(replica.node(), entry.id());
            report.ifPresent(seen -> wire.addReplicas(replicaStatus(replica, seen)));
            boolean leads = group.isPresent() && group.get().leader().equals(replica.node());
            if (leads && report.isPresent()) {
                wire.setAppliedIndex(report.get().appliedIndex())
                        .setStoredBytes(report.get().storedBytes())
                        .setReadUnits(report.get().load().readUnits())
                        .setWriteUnits(report.get().load().writeUnits());
            }
        }
        return wire.addAllWhyNot(operators.whyNot(entry)).build();
    }

    private static ReplicaStatus replicaStatus(ReplicaId replica, ReplicaReport report) {
        return ReplicaStatus.newBuilder()
                .setReplica(replica.toString())
                .setRole(report.role().name())
                .setTerm(report.term())
                .setAppliedIndex(report.appliedIndex())
                .setCommitIndex(report.commitIndex())
                .build();
    }
}
