package io.kvasir.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StalenessTest {
    private final Staleness staleness = new Staleness();

    @Test
    void nothingIsKnownBeforeALeaderConfirmedIt() {
        assertThat(staleness.boundNanos(100, 50)).isEqualTo(Staleness.UNKNOWN);
    }

    @Test
    void aReplicaThatHasAllThatWasConfirmedIsAsOldAsTheQuestion() {
        staleness.confirmed(10, 100);
        assertThat(staleness.boundNanos(100, 50)).isEqualTo(40);
    }

    @Test
    void aReplicaThatCatchesUpIsAsOldAsTheQuestionWhoseAnswerItHas() {
        staleness.confirmed(10, 100);
        staleness.confirmed(30, 200);
        assertThat(staleness.boundNanos(150, 50)).isEqualTo(40);
        assertThat(staleness.boundNanos(50, 50)).isEqualTo(Staleness.UNKNOWN);
    }

    @Test
    void anAnswerThatOvertookALaterOneTellsNothingNew() {
        staleness.confirmed(30, 200);
        staleness.confirmed(10, 100);
        assertThat(staleness.boundNanos(200, 50)).isEqualTo(20);
        assertThat(staleness.boundNanos(150, 50)).isEqualTo(Staleness.UNKNOWN);
    }
}
