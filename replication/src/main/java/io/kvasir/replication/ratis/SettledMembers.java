package io.kvasir.replication.ratis;

import io.kvasir.replication.Member;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.ratis.protocol.RaftPeer;

/// The members that a replica speaks of. A configuration counts in Raft from when it is in the log,
/// but until it is committed it can be lost with that log, and the one before it be in force again:
/// whoever is a member under either must not take itself for one that has left.
final class SettledMembers {
    private Collection<RaftPeer> settled = List.of();

    /// @param latest all peers of the last configuration in the log, which stands at `index`
    synchronized List<Member> of(Collection<RaftPeer> latest, long index, long committed) {
        if (index <= committed) {
            settled = latest;
            return RatisNames.members(latest);
        }
        Set<RaftPeer> either = new LinkedHashSet<>(latest);
        either.addAll(settled);
        return RatisNames.members(either);
    }
}
