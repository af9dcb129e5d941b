package io.kvasir.node.service;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.Replicas;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.internal.v1.StorageError;
import io.kvasir.replication.Member;
import java.util.List;
import java.util.Optional;

/// Failures of whole requests, with the corrections that they carry.
final class Failures {
    private static final int PARTITIONS_MAX = 64;

    private Failures() {}

    static StorageError of(ErrorCode code, String message) {
        return StorageError.newBuilder().setCode(code.number()).setMessage(message).build();
    }

    static StorageError notLeader(Replica replica) {
        StorageError.Builder error =
                StorageError.newBuilder()
                        .setCode(ErrorCode.NOT_LEADER.number())
                        .setMessage("this node does not lead partition " + replica.partition());
        leader(replica).ifPresent(node -> error.setLeaderHint(node.value()));
        return error.build();
    }

    /// @param asked what the request was for
    static StorageError wrongPartition(Replicas replicas, KeyRange asked, String message) {
        StorageError.Builder error =
                StorageError.newBuilder()
                        .setCode(ErrorCode.WRONG_PARTITION.number())
                        .setMessage(message);
        replicas.overlapping(asked).stream()
                .limit(PARTITIONS_MAX)
                .forEach(replica -> error.addPartitions(ClusterCodec.toWire(descriptor(replica))));
        return error.build();
    }

    private static Partition descriptor(Replica replica) {
        PartitionState state = replica.state();
        List<ReplicaId> members = replica.status().members().stream().map(Member::replica).toList();
        return new Partition(
                state.partition(), state.epoch(), state.range(), members, leader(replica));
    }

    private static Optional<NodeId> leader(Replica replica) {
        return replica.leadership().leader().map(ReplicaId::node);
    }
}
