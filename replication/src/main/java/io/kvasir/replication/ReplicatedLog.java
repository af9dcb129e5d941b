package io.kvasir.replication;

import io.kvasir.model.partition.ReplicaId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// One replica of one group, as its own node uses it. All calls return at once; no future ever
/// fails.
public interface ReplicatedLog {
    /// Appends an entry where this replica leads. The result comes once the entry is committed on a
    /// majority, durable there, and applied here. Appends in flight may reach the log in any order:
    /// entries guard themselves by number.
    ///
    /// @param entry at most `entryBytesMax`; not copied, not to be changed
    CompletableFuture<AppendResult> append(byte[] entry);

    /// Confirms that this replica leads, at a moment after this call, with a majority, and waits
    /// until it has applied everything committed at the call. A read of the local state that starts
    /// after the result is linearizable. Calls share confirmations.
    CompletableFuture<FenceResult> readFence();

    Leadership leadership();

    ReplicaStatus status();

    int entryBytesMax();

    /// On the leader: makes `members` the configuration. One change at a time: another under way
    /// refuses it. A member to be added must already run, with no initial members.
    CompletableFuture<MembershipResult> changeMembers(List<Member> members);

    /// On the leader: hands leadership over.
    CompletableFuture<MembershipResult> transferLeadership(ReplicaId to);

    /// On a member of a group that has just been made: sees to it that it leads as soon as a
    /// majority runs, before any election's timeout. No more than a wish.
    default void campaign() {}

    /// How a membership change or transfer ended; the observed configuration, not this, says what
    /// is.
    sealed interface MembershipResult {
        record Done() implements MembershipResult {}

        record NotDone(String reason) implements MembershipResult {}
    }
}
