package io.kvasir.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.model.error.InvalidArgumentException;
import org.junit.jupiter.api.Test;

class FaultKindTest {
    @Test
    void wordsNameFaultsAndABeginningNamesAllThatBeginSo() {
        assertThat(FaultKind.parse("wipe")).containsExactly(FaultKind.WIPE);
        assertThat(FaultKind.parse("pause"))
                .containsExactly(
                        FaultKind.PAUSE_LEADER,
                        FaultKind.PAUSE_FOLLOWER,
                        FaultKind.PAUSE_MAJORITY,
                        FaultKind.PAUSE_CONTROL_LEADER,
                        FaultKind.PAUSE_ROUTER);
        assertThat(FaultKind.parse("all")).containsExactly(FaultKind.values());
        assertThat(FaultKind.parse("none")).isEmpty();
    }

    @Test
    void aWordWithAMinusTakesOut() {
        assertThat(FaultKind.parse("kill, -kill-everything, -kill-all-nodes"))
                .contains(FaultKind.KILL_LEADER)
                .doesNotContain(FaultKind.KILL_EVERYTHING, FaultKind.KILL_ALL_NODES);
    }

    @Test
    void noControlPlaneIsStartedAloneWhileAllAreKilled() {
        assertThat(FaultKind.KILL_EVERYTHING.mayMeet(FaultKind.KILL_CONTROL_LEADER)).isFalse();
        assertThat(FaultKind.KILL_CONTROL_PLANES.mayMeet(FaultKind.KILL_CONTROL_LEADER)).isFalse();
        assertThat(FaultKind.KILL_EVERYTHING.mayMeet(FaultKind.PAUSE_CONTROL_LEADER)).isTrue();
        assertThat(FaultKind.KILL_LEADER.mayMeet(FaultKind.KILL_CONTROL_LEADER)).isTrue();
        assertThat(FaultKind.WIPE.mayMeet(FaultKind.KILL_ROUTER)).isFalse();
    }

    @Test
    void anUnknownWordIsRefusedByName() {
        assertThatThrownBy(() -> FaultKind.parse("kill-leader,meteor"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("'meteor'")
                .hasMessageContaining("kill-follower");
    }
}
