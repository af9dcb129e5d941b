package io.kvasir.replication.ratis;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToLongFunction;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;

/// What a majority has reached.
final class Quorum {
    private Quorum() {}

    /// The highest value that a majority has reached; in a joint configuration, that a majority of
    /// each of both has. `self`, where it is a member, has reached everything.
    static long reached(
            RaftConfiguration configuration, RaftPeerId self, ToLongFunction<RaftPeerId> value) {
        long current = majority(configuration.getCurrentPeers(), self, value);
        Collection<RaftPeer> previous = configuration.getPreviousPeers();
        return previous.isEmpty() ? current : Math.min(current, majority(previous, self, value));
    }

    /// Nothing is a majority of no members.
    static long majority(
            Collection<RaftPeer> peers, RaftPeerId self, ToLongFunction<RaftPeerId> value) {
        if (peers.isEmpty()) {
            return Long.MIN_VALUE;
        }
        long[] values = new long[peers.size()];
        int i = 0;
        for (RaftPeer peer : peers) {
            values[i++] =
                    peer.getId().equals(self) ? Long.MAX_VALUE : value.applyAsLong(peer.getId());
        }
        Arrays.sort(values);
        return values[(values.length - 1) / 2];
    }
}
