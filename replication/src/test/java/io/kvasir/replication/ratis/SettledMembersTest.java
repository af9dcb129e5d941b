package io.kvasir.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.cluster.NodeId;
import io.kvasir.model.cluster.StorageId;
import io.kvasir.model.partition.ReplicaId;
import io.kvasir.replication.Member;
import java.util.List;
import org.apache.ratis.protocol.RaftPeer;
import org.junit.jupiter.api.Test;

class SettledMembersTest {
    private static final List<Member> BEFORE = List.of(member("a"), member("b"), member("c"));
    private static final List<Member> AFTER = List.of(member("a"), member("b"));

    private final SettledMembers members = new SettledMembers();

    private static Member member(String node) {
        return new Member(new ReplicaId(new NodeId(node), new StorageId("s")), "127.0.0.1:1");
    }

    private List<Member> of(List<Member> latest, long index, long committed) {
        List<RaftPeer> peers = RatisNames.peers(latest);
        return members.of(peers, index, committed);
    }

    @Test
    void whoIsToLeaveIsAMemberUntilThatIsCommitted() {
        assertThat(of(BEFORE, -1, 0)).isEqualTo(BEFORE);
        assertThat(of(AFTER, 10, 9)).isEqualTo(BEFORE);
        assertThat(of(AFTER, 10, 10)).isEqualTo(AFTER);
    }

    @Test
    void aConfigurationThatIsLostLeavesNothingBehind() {
        assertThat(of(AFTER, 5, 5)).isEqualTo(AFTER);
        assertThat(of(BEFORE, 10, 9)).isEqualTo(BEFORE);
        assertThat(of(AFTER, 5, 9)).isEqualTo(AFTER);
    }

    @Test
    void afterARestartOnlyWhatTheLogSaysIsKnown() {
        assertThat(of(AFTER, 10, 0)).isEqualTo(AFTER);
    }
}
