package io.kvasir.control.service;

import io.kvasir.control.health.NodeReport;
import io.kvasir.control.health.ReplicaLoad;
import io.kvasir.control.health.ReplicaReport;
import io.kvasir.control.health.Seal;
import io.kvasir.control.placement.plan.ClusterSnapshot;
import io.kvasir.control.reconcile.Assignment;
import io.kvasir.control.reconcile.MergeOrder;
import io.kvasir.control.state.PartitionEntry;
import io.kvasir.control.state.StateCodec;
import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.key.KeyspaceId;
import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.internal.v1.HeartbeatRequest;
import io.kvasir.proto.internal.v1.HeartbeatResponse;
import io.kvasir.proto.internal.v1.ReplicaRole;
import io.kvasir.replication.ReplicaStatus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// Heartbeats and their replies, wire ↔ ours.
final class NodeReports {
    private NodeReports() {}

    static NodeReport fromWire(HeartbeatRequest wire, long atNanos) {
        return NodeReport.of(
                ClusterCodec.fromWire(wire.getNode()),
                atNanos,
                wire.getReplicasList().stream().map(NodeReports::fromWire).toList(),
                wire.getDiskBytes(),
                wire.getDiskFreeBytes(),
                wire.hasReplicasRoom()
                        ? OptionalInt.of(wire.getReplicasRoom())
                        : OptionalInt.empty());
    }

    private static ReplicaReport fromWire(io.kvasir.proto.internal.v1.ReplicaReport wire) {
        return new ReplicaReport(
                new PartitionId(wire.getPartition()),
                new Epoch(wire.getEpoch()),
                fromWire(wire.getRole()),
                wire.getTerm(),
                wire.getAppliedIndex(),
                wire.getCommitIndex(),
                wire.getStoredBytes(),
                wire.getMembersList().stream().map(ReplicaId::parse).toList(),
                wire.getCaughtUpList().stream().map(ReplicaId::parse).toList(),
                wire.getDroppedKeyspacesList().stream().map(KeyspaceId::new).toList(),
                ClusterCodec.range(wire.getRange().getStart(), wire.getRange().getEnd()),
                new ReplicaLoad(
                        wire.getReadUnits(),
                        wire.getWriteUnits(),
                        wire.getLoadNotDivisible(),
                        wire.getCopiedBytes(),
                        wire.getCopyBytes(),
                        wire.getLoadSettled()),
                wire.hasSeal()
                        ? Optional.of(
                                new Seal(
                                        new PartitionId(wire.getSeal().getInto()),
                                        new Epoch(wire.getSeal().getIntoEpoch())))
                        : Optional.empty());
    }

    private static ReplicaStatus.Role fromWire(ReplicaRole role) {
        return switch (role) {
            case LEADER -> ReplicaStatus.Role.LEADER;
            case FOLLOWER -> ReplicaStatus.Role.FOLLOWER;
            case CANDIDATE -> ReplicaStatus.Role.CANDIDATE;
            case LEARNER -> ReplicaStatus.Role.LEARNER;
            case STOPPED, REPLICA_ROLE_UNSPECIFIED, UNRECOGNIZED -> ReplicaStatus.Role.STOPPED;
        };
    }

    static HeartbeatResponse toWire(
            ClusterSnapshot snapshot, NodeReport report, List<Assignment> assignments) {
        HeartbeatResponse.Builder wire =
                HeartbeatResponse.newBuilder().setVersion(snapshot.state().version());
        for (ReplicaReport replica : report.replicas()) {
            if (snapshot.state().isGone(replica.partition())) {
                wire.addGonePartitions(replica.partition().value());
            }
        }
        Set<NodeId> named = new TreeSet<>();
        for (Assignment assignment : assignments) {
            wire.addAssignments(toWire(assignment));
            assignment.partition().replicas().forEach(replica -> named.add(replica.node()));
            assignment
                    .merge()
                    .ifPresent(merge ->
                            merge.right().replicas().forEach(replica -> named.add(replica.node())));
            // Those that are to leave too: a new replica gets its copy from whoever leads.
            snapshot.group(assignment.partition().id())
                    .ifPresent(group -> {
                        named.add(group.leader());
                        group.members().forEach(member -> named.add(member.node()));
                    });
        }
        for (NodeId node : named) {
            snapshot.state()
                    .node(node)
                    .ifPresent(known -> wire.addNodes(ClusterCodec.toWire(known)));
        }
        return wire.build();
    }

    private static io.kvasir.proto.internal.v1.Assignment toWire(Assignment assignment) {
        PartitionEntry entry = assignment.partition();
        io.kvasir.proto.internal.v1.Assignment.Builder wire =
                io.kvasir.proto.internal.v1.Assignment.newBuilder()
                        .setPartition(ClusterCodec.toWire(entry.toPartition(assignment.leader())))
                        .setBootstrap(entry.formation().startsFounders())
                        .setReleased(assignment.released())
                        .setPreferredLeader(entry.preferredLeader().map(NodeId::value).orElse(""));
        assignment.members().forEach(replica -> wire.addMembers(replica.toString()));
        entry.origin()
                .ifPresent(origin ->
                        wire.setOrigin(
                                io.kvasir.proto.internal.v1.PartitionOrigin.newBuilder()
                                        .setParent(origin.parent().value())
                                        .setParentEpoch(origin.parentEpoch().value())));
        assignment.split().ifPresent(split -> wire.setSplit(StateCodec.order(split)));
        assignment.merge().ifPresent(merge -> wire.setMerge(toWire(merge)));
        assignment
                .unseal()
                .ifPresent(seal ->
                        wire.setUnseal(
                                io.kvasir.proto.internal.v1.Seal.newBuilder()
                                        .setInto(seal.into().value())
                                        .setIntoEpoch(seal.intoEpoch().value())));
        assignment.dropped().forEach(keyspace -> wire.addDropKeyspaces(keyspace.value()));
        return wire.build();
    }

    private static io.kvasir.proto.internal.v1.MergeOrder toWire(MergeOrder order) {
        return io.kvasir.proto.internal.v1.MergeOrder.newBuilder()
                .setEpoch(order.entry().leftEpoch().value())
                .setRight(ClusterCodec.toWire(order.right()))
                .setBytesMax(order.entry().bytesMax())
                .setAbandon(order.entry().abandoned())
                .build();
    }
}
