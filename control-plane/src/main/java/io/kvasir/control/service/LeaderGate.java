package io.kvasir.control.service;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.ReplicatedLog;
import io.kvasir.runtime.control.LeaderChannel;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/// Lets only the leader answer; elsewhere the caller is sent there.
public final class LeaderGate {
    private final ReplicatedLog log;
    private final MemberAddresses addresses;

    public LeaderGate(ReplicatedLog log, MemberAddresses addresses) {
        this.log = log;
        this.addresses = addresses;
    }

    public boolean isLeading() {
        return log.leadership().ready();
    }

    /// The id of the member that leads, where one is known.
    public Optional<String> leader() {
        return log.leadership().leader().map(replica -> replica.node().value());
    }

    /// @throws StatusRuntimeException where this member does not lead, as far as it knows
    void requireLeading() {
        if (!isLeading()) {
            throw notLeading("this control plane does not lead");
        }
    }

    /// What is read of the state after this is linearizable.
    ///
    /// @throws StatusRuntimeException where this member does not lead
    void fence() throws InterruptedException {
        requireLeading();
        try {
            if (log.readFence().get() instanceof FenceResult.Failed(String reason)) {
                throw notLeading(reason);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A fence never fails with an exception", e);
        }
    }

    /// Nothing happened; ask the leader. The trailer is empty where none is known, and names this
    /// member where it is about to lead.
    StatusRuntimeException notLeading(String reason) {
        Leadership leadership = log.leadership();
        Metadata trailers = new Metadata();
        trailers.put(
                LeaderChannel.LEADER,
                leadership
                        .leader()
                        .map(ReplicaId::node)
                        .map(node -> addresses.of(node.value()))
                        .orElse(""));
        return Status.FAILED_PRECONDITION.withDescription(reason).asRuntimeException(trailers);
    }
}
