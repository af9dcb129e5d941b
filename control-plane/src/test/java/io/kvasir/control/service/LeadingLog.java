package io.kvasir.control.service;

import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.AppendResult;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A log that leads for as long as the test wants it to, and takes nothing.
final class LeadingLog implements ReplicatedLog {
    private boolean leading = true;

    void lead(boolean leads) {
        leading = leads;
    }

    @Override
    public Leadership leadership() {
        return new Leadership(1, Optional.empty(), leading);
    }

    @Override
    public CompletableFuture<AppendResult> append(byte[] entry) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<FenceResult> readFence() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReplicaStatus status() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int entryBytesMax() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<MembershipResult> changeMembers(List<Member> members) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<MembershipResult> transferLeadership(ReplicaId to) {
        throw new UnsupportedOperationException();
    }
}
