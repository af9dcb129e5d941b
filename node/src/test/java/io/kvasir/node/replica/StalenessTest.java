package io.kvasir.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.replication.LogPosition;
import org.junit.jupiter.api.Test;

class StalenessTest {
    private final Staleness staleness = new Staleness();

    private long bound(long term, long index, long now) {
        return staleness.boundNanos(new LogPosition(term, index), now);
    }

    @Test
    void nothingIsKnownBeforeALeaderWasHeard() {
        assertThat(bound(1, 100, 50)).isEqualTo(Staleness.UNKNOWN);
    }

    @Test
    void aReplicaThatHasAllThatTheLeaderHadCommittedIsAsOldAsTheLastContact() {
        staleness.heard(10, new LogPosition(1, 100));
        assertThat(bound(1, 100, 50)).isEqualTo(40);
    }

    @Test
    void aReplicaThatCatchesUpIsAsOldAsTheContactWhoseCommitsItHas() {
        staleness.heard(10, new LogPosition(1, 100));
        staleness.heard(30, new LogPosition(1, 200));
        assertThat(bound(1, 150, 50)).isEqualTo(40);
        assertThat(bound(1, 50, 50)).isEqualTo(Staleness.UNKNOWN);
    }

    @Test
    void aNewLeaderBoundsNothingUntilSomethingOfItsTermIsApplied() {
        // It does not know yet that what its predecessor acknowledged is committed.
        staleness.heard(10, new LogPosition(1, 100));
        staleness.heard(30, new LogPosition(2, 100));
        assertThat(bound(1, 105, 50)).isEqualTo(40);
        assertThat(bound(2, 106, 50)).isEqualTo(20);
    }
}
