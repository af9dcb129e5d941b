package io.kvasir.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.replication.ReplicaStatus.LeaderProgress;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.junit.jupiter.api.Test;

class HeardLeaderTest {
    private final HeardLeader heard = new HeardLeader();

    private void note(long term, long commit, long currentTerm, long now) {
        heard.note(
                AppendEntriesRequestProto.newBuilder()
                        .setLeaderTerm(term)
                        .setLeaderCommit(commit)
                        .build(),
                currentTerm,
                now);
    }

    @Test
    void aFollowerKnowsWhatItsLeaderHadCommittedWhenItWasLastHeard() {
        note(2, 100, 2, 10);
        note(2, 200, 2, 30);
        assertThat(heard.since(2, 70)).contains(new LeaderProgress(40, 2, 200));
    }

    @Test
    void aLeaderOfAnEarlierTermTellsNothing() {
        note(2, 100, 3, 10);
        assertThat(heard.since(3, 20)).isEmpty();
    }

    @Test
    void whatIsKnownEndsWithTheTerm() {
        note(2, 100, 2, 10);
        assertThat(heard.since(3, 20)).isEmpty();
    }
}
