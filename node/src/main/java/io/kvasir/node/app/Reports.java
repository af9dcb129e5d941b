package io.kvasir.node.app;

import io.kvasir.model.partition.Epoch;
import io.kvasir.model.partition.PartitionId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.node.assignment.Held;
import io.kvasir.node.assignment.Reconciler;
import io.kvasir.node.partition.Merging;
import io.kvasir.node.partition.PartitionState;
import io.kvasir.node.replica.Replica;
import io.kvasir.node.replica.Replicas;
import io.kvasir.node.store.StoreClosedException;
import io.kvasir.proto.ClusterCodec;
import io.kvasir.proto.internal.v1.ReplicaReport;
import io.kvasir.proto.internal.v1.ReplicaRole;
import io.kvasir.proto.internal.v1.Seal;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicaStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this node holds, as observed now: for the reconciler and for the control plane.
final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private Reports() {}

    static SequencedMap<PartitionId, Held> held(Replicas replicas) {
        SequencedMap<PartitionId, Held> held = new LinkedHashMap<>();
        for (Replica replica : replicas.all()) {
            held.put(replica.partition(), new Held(replica.state(), Optional.of(replica.status())));
        }
        return held;
    }

    static List<ReplicaReport> wire(Replicas replicas, ReplicaId self) {
        List<ReplicaReport> reports = new ArrayList<>();
        for (Replica replica : replicas.all()) {
            try {
                reports.add(wire(replica, self));
            } catch (StoreClosedException e) {
                LOG.debug("partition {} was removed during a report", replica.partition());
            }
        }
        for (PartitionId stopped : replicas.stopped()) {
            reports.add(
                    ReplicaReport.newBuilder()
                            .setPartition(stopped.value())
                            .setRole(ReplicaRole.STOPPED)
                            .build());
        }
        return reports;
    }

    private static ReplicaReport wire(Replica replica, ReplicaId self) {
        PartitionState state = replica.state();
        ReplicaStatus status = replica.status();
        ReplicaReport.Builder report =
                ReplicaReport.newBuilder()
                        .setPartition(state.partition().value())
                        .setEpoch(state.epoch().value())
                        .setRange(ClusterCodec.toWire(state.range()))
                        .setRole(
                                replica.quarantine().isPresent()
                                        ? ReplicaRole.STOPPED
                                        : role(status))
                        .setTerm(status.leadership().term())
                        .setAppliedIndex(state.applied().index())
                        .setCommitIndex(status.commitIndex())
                        .setStoredBytes(replica.storedBytes())
                        .setCopiedBytes(replica.copiedBytes())
                        .addAllDroppedKeyspaces(state.droppedKeyspaces());
        switch (state.merging().orElse(null)) {
            case Merging.Sealed(PartitionId into, Epoch epoch) ->
                    report.setSeal(
                            Seal.newBuilder().setInto(into.value()).setIntoEpoch(epoch.value()));
            case Merging.Absorbing absorbing -> report.setCopiedBytes(absorbing.bytes());
            case null -> {}
        }
        // One that has committed nothing yet does not know which members are settled.
        if (status.role() == ReplicaStatus.Role.LEADER && status.leadership().ready()) {
            report.setReadUnits(replica.load().readRate())
                    .setWriteUnits(replica.load().writeRate())
                    .setLoadSettled(replica.load().isSettled())
                    .setLoadNotDivisible(replica.load().division().reason());
            for (Member member : status.members()) {
                ReplicaId id = member.replica();
                report.addMembers(id.toString());
                if (id.equals(self) || Reconciler.isCaughtUp(id, status)) {
                    report.addCaughtUp(id.toString());
                }
            }
        }
        return report.build();
    }

    private static ReplicaRole role(ReplicaStatus status) {
        return switch (status.role()) {
            case LEADER -> ReplicaRole.LEADER;
            case FOLLOWER -> ReplicaRole.FOLLOWER;
            case CANDIDATE -> ReplicaRole.CANDIDATE;
            case LEARNER -> ReplicaRole.LEARNER;
            case STOPPED -> ReplicaRole.STOPPED;
        };
    }
}
