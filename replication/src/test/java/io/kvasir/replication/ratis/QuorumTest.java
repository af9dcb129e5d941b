package io.kvasir.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.junit.jupiter.api.Test;

final class QuorumTest {
    private record Configuration(List<String> current, List<String> previous)
            implements RaftConfiguration {
        private static List<RaftPeer> peers(List<String> ids) {
            return ids.stream().map(id -> RaftPeer.newBuilder().setId(id).build()).toList();
        }

        @Override
        public RaftPeer getPeer(RaftPeerId id, RaftPeerRole... roles) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Collection<RaftPeer> getAllPeers(RaftPeerRole role) {
            return Stream.concat(peers(current).stream(), peers(previous).stream()).toList();
        }

        @Override
        public Collection<RaftPeer> getCurrentPeers(RaftPeerRole role) {
            return peers(current);
        }

        @Override
        public Collection<RaftPeer> getPreviousPeers(RaftPeerRole role) {
            return peers(previous);
        }

        @Override
        public long getLogEntryIndex() {
            return 0;
        }
    }

    private static long reached(
            List<String> current, List<String> previous, Map<String, Long> values) {
        return Quorum.reached(
                new Configuration(current, previous),
                RaftPeerId.valueOf("a"),
                peer -> values.getOrDefault(peer.toString(), Long.MIN_VALUE));
    }

    @Test
    void leaderCountsForItself() {
        assertThat(reached(List.of("a"), List.of(), Map.of())).isEqualTo(Long.MAX_VALUE);
        assertThat(reached(List.of("a", "b"), List.of(), Map.of("b", 3L))).isEqualTo(3);
        assertThat(reached(List.of("a", "b", "c"), List.of(), Map.of("b", 3L, "c", 5L)))
                .isEqualTo(5);
        assertThat(reached(List.of("a", "b", "c"), List.of(), Map.of("c", 5L))).isEqualTo(5);
        assertThat(reached(List.of("a", "b", "c", "d"), List.of(), Map.of("b", 3L, "c", 5L)))
                .isEqualTo(3);
    }

    @Test
    void leaderThatIsNotAMemberDoesNotCount() {
        assertThat(reached(List.of("b", "c", "d"), List.of(), Map.of("b", 1L, "c", 2L)))
                .isEqualTo(1);
        assertThat(reached(List.of(), List.of(), Map.of())).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void jointConfigurationNeedsBothMajorities() {
        Map<String, Long> onlyOld = Map.of("b", 9L, "c", 9L);
        assertThat(reached(List.of("a", "d", "e"), List.of("a", "b", "c"), onlyOld))
                .isEqualTo(Long.MIN_VALUE);
        assertThat(
                        reached(
                                List.of("a", "d", "e"),
                                List.of("a", "b", "c"),
                                Map.of("b", 9L, "e", 4L)))
                .isEqualTo(4);
    }

    @Test
    void silentFollowersAreWhoeverHasNoAppender() {
        assertThat(reached(List.of("a", "b", "c"), List.of(), Map.of())).isEqualTo(Long.MIN_VALUE);
    }
}
