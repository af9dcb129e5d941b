package io.kvasir.node.service;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.error.ErrorCode;
import io.kvasir.model.key.KeyRange;
import io.kvasir.model.partition.Partition;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.partition.SplitManifest;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.Replicas;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.internal.v1.StorageError;
import io.kvasir.replication.Member;
import java.util.ArrayList;
import java.util.Comparator;
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
        held(replicas, asked).stream()
                .limit(PARTITIONS_MAX)
                .forEach(partition -> error.addPartitions(ClusterCodec.toWire(partition)));
        return error.build();
    }

    /// What is held, and what was split off it and is yet to be.
    private static List<Partition> held(Replicas replicas, KeyRange asked) {
        List<Partition> held = new ArrayList<>();
        for (Replica replica : replicas.all()) {
            if (replica.state().range().overlaps(asked)) {
                held.add(descriptor(replica));
            }
            for (SplitManifest split : replica.state().pendingSplits()) {
                if (split.range().overlaps(asked) && replicas.get(split.child()) == null) {
                    held.add(split.toPartition());
                }
            }
        }
        held.sort(Comparator.comparing(partition -> partition.range().start()));
        return withoutOverlaps(held);
    }

    /// Between the steps of a split, two descriptions of the same keys can be read: the first
    /// stands.
    private static List<Partition> withoutOverlaps(List<Partition> sorted) {
        List<Partition> apart = new ArrayList<>();
        for (Partition partition : sorted) {
            if (apart.isEmpty() || !apart.getLast().range().overlaps(partition.range())) {
                apart.add(partition);
            }
        }
        return apart;
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
