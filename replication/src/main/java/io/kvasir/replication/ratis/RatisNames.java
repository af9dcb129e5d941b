package io.kvasir.replication.ratis;

import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.GroupId;
import io.kvasir.replication.LogPosition;
import io.kvasir.replication.Member;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;

/// One thing under two names: ours and Ratis's. Ratis numbers entries from 0, and its entry 0 is
/// always a configuration; ours begin at 1, so the numbers are the same and 0 is before the first.
final class RatisNames {
    /// "kvasir" in ASCII: the upper half of every group's UUID, fixed for ever.
    private static final long GROUP_PREFIX = 0x6b76_6173_6972_0000L;

    private RatisNames() {}

    static RaftGroupId group(GroupId group) {
        return RaftGroupId.valueOf(new UUID(GROUP_PREFIX, group.value()));
    }

    /// The group of a log folder's name; empty for a name that is not ours.
    static Optional<GroupId> group(String folder) {
        UUID uuid;
        try {
            uuid = UUID.fromString(folder);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return uuid.getMostSignificantBits() == GROUP_PREFIX && uuid.toString().equals(folder)
                ? Optional.of(new GroupId(uuid.getLeastSignificantBits()))
                : Optional.empty();
    }

    static RaftPeerId peer(ReplicaId replica) {
        return RaftPeerId.valueOf(replica.toString());
    }

    static ReplicaId replica(RaftPeerId peer) {
        return ReplicaId.parse(peer.toString());
    }

    static RaftPeer peer(Member member) {
        return RaftPeer.newBuilder()
                .setId(peer(member.replica()))
                .setAddress(member.raftAddress())
                .build();
    }

    static List<RaftPeer> peers(List<Member> members) {
        return members.stream().map(RatisNames::peer).toList();
    }

    static Member member(RaftPeer peer) {
        return new Member(replica(peer.getId()), peer.getAddress());
    }

    /// In the order of their replicas.
    static List<Member> members(Collection<RaftPeer> peers) {
        return peers.stream()
                .map(RatisNames::member)
                .sorted((a, b) -> a.replica().compareTo(b.replica()))
                .toList();
    }

    /// Null where nothing was applied: Ratis's word for it.
    static @Nullable TermIndex termIndex(LogPosition position) {
        return position.index() == 0 ? null : TermIndex.valueOf(position.term(), position.index());
    }
}
