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
    private static final long SEALED_PAUSE_MS = 20;

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

    /// As above, of a replica that is held and was asked: what it holds is told in any case, so
    /// that whoever knows more sees that this node lags behind.
    static StorageError wrongPartition(
            Replicas replicas, Replica replica, KeyRange asked, String message) {
        StorageError error = wrongPartition(replicas, asked, message);
        Partition own = descriptor(replica);
        boolean told =
                error.getPartitionsList().stream()
                        .map(ClusterCodec::fromWire)
                        .anyMatch(each -> each.range().overlaps(own.range()));
        return told ? error : error.toBuilder().addPartitions(ClusterCodec.toWire(own)).build();
    }

    /// The partition is about to be absorbed, or has been: then whoever has its keys is told.
    static StorageError sealed(Replicas replicas, Replica replica, KeyRange asked) {
        String message =
                "partition "
                        + replica.partition()
                        + " is absorbed by its neighbour; nothing happened";
        return held(replicas, asked).isEmpty()
                ? StorageError.newBuilder()
                        .setCode(ErrorCode.REJECTED.number())
                        .setMessage(message)
                        .setRetryAfterMs(SEALED_PAUSE_MS)
                        .build()
                : wrongPartition(replicas, asked, message);
    }

    /// What is held, and what was split off it and is yet to be.
    private static List<Partition> held(Replicas replicas, KeyRange asked) {
        List<Partition> held = new ArrayList<>();
        for (Replica replica : replicas.all()) {
            // One that is sealed serves nobody, and may have been absorbed long ago.
            if (replica.state().range().overlaps(asked) && !replica.state().isSealed()) {
                held.add(descriptor(replica));
            }
            for (SplitManifest split : replica.state().pendingSplits()) {
                if (split.range().overlaps(asked) && replicas.get(split.child()) == null) {
                    held.add(split.toPartition(leader(replica)));
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
