package io.kvasir.control.app;

import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.AppendResult;
import io.kvasir.replication.FenceResult;
import io.kvasir.replication.Leadership;
import io.kvasir.replication.Member;
import io.kvasir.replication.ReplicaStatus;
import io.kvasir.replication.ReplicatedLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The member's log once there is one. Services answer while the group still forms: as one that
/// does not lead.
final class LateLog implements ReplicatedLog {
    private static final String NOT_YET = "the control plane's group is still forming";
    private static final int ENTRY_BYTES_MAX = 1 << 19;

    private volatile @Nullable ReplicatedLog log;

    void set(ReplicatedLog formed) {
        log = formed;
    }

    boolean isSet() {
        return log != null;
    }

    @Override
    public CompletableFuture<AppendResult> append(byte[] entry) {
        ReplicatedLog formed = log;
        return formed == null
                ? CompletableFuture.completedFuture(new AppendResult.Refused(NOT_YET))
                : formed.append(entry);
    }

    @Override
    public CompletableFuture<FenceResult> readFence() {
        ReplicatedLog formed = log;
        return formed == null
                ? CompletableFuture.completedFuture(new FenceResult.Failed(NOT_YET))
                : formed.readFence();
    }

    @Override
    public Leadership leadership() {
        ReplicatedLog formed = log;
        return formed == null ? new Leadership(0, Optional.empty(), false) : formed.leadership();
    }

    @Override
    public ReplicaStatus status() {
        ReplicatedLog formed = log;
        return formed == null
                ? new ReplicaStatus(
                        leadership(),
                        ReplicaStatus.Role.STOPPED,
                        0,
                        0,
                        List.of(),
                        new LinkedHashMap<>(),
                        0)
                : formed.status();
    }

    @Override
    public int entryBytesMax() {
        ReplicatedLog formed = log;
        return formed == null ? ENTRY_BYTES_MAX : formed.entryBytesMax();
    }

    @Override
    public CompletableFuture<MembershipResult> changeMembers(List<Member> members) {
        ReplicatedLog formed = log;
        return formed == null ? notYet() : formed.changeMembers(members);
    }

    @Override
    public CompletableFuture<MembershipResult> transferLeadership(ReplicaId to) {
        ReplicatedLog formed = log;
        return formed == null ? notYet() : formed.transferLeadership(to);
    }

    private static CompletableFuture<MembershipResult> notYet() {
        return CompletableFuture.completedFuture(new MembershipResult.NotDone(NOT_YET));
    }
}
