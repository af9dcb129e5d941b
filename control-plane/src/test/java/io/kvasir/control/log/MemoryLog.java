package io.kvasir.control.log;

import io.kvasir.model.Bytes;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.AppendResult;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog;
import io.kvasir.replication.StateMachine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/// A log of one member, in memory, that can be told how appends and fences shall end.
final class MemoryLog implements ReplicatedLog {
    private final StateMachine stateMachine;
    long term = 1;
    boolean ready = true;
    boolean fencePasses = true;
    int entries;
    long index;

    /// Between an entry's commit and what its appender hears.
    UnaryOperator<AppendResult> ending = result -> result;

    MemoryLog(StateMachine stateMachine) {
        this.stateMachine = stateMachine;
    }

    @Override
    public synchronized CompletableFuture<AppendResult> append(byte[] entry) {
        LogPosition position = new LogPosition(term, ++index);
        entries++;
        AppendResult result =
                new AppendResult.Committed(
                        position, stateMachine.apply(position, Bytes.ofOwned(entry)));
        return CompletableFuture.completedFuture(ending.apply(result));
    }

    @Override
    public CompletableFuture<FenceResult> readFence() {
        return CompletableFuture.completedFuture(
                fencePasses
                        ? new FenceResult.Passed(index)
                        : new FenceResult.Failed("another leads"));
    }

    @Override
    public Leadership leadership() {
        return new Leadership(term, Optional.empty(), ready);
    }

    @Override
    public ReplicaStatus status() {
        return new ReplicaStatus(
                leadership(),
                ReplicaStatus.Role.LEADER,
                index,
                index,
                List.of(),
                new LinkedHashMap<>(),
                0);
    }

    @Override
    public int entryBytesMax() {
        return 1 << 14;
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
