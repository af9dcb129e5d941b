package io.kvasir.routing.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TargetChoiceTest {
    private static final Random DICE = new Random(11);

    @Test
    void theLessLoadedOfTwoIsTakenSoTheBusiestOfThreeIsLeftOut() {
        List<NodeLoad> loads =
                List.of(load(100, true, false), load(1, true, false), load(2, true, false));
        int busiest = 0;
        for (int i = 0; i < 3_000; i++) {
            busiest += TargetChoice.choose(loads, DICE) == 0 ? 1 : 0;
        }
        // Only where it was drawn twice: one in nine.
        assertThat(busiest).isBetween(200, 470);
    }

    @Test
    void nearComesBeforeFarAndAnsweringBeforeNear() {
        assertThat(TargetChoice.choose(List.of(load(0, false, false), load(90, true, false)), DICE))
                .isEqualTo(1);
        assertThat(TargetChoice.choose(List.of(load(0, true, true), load(90, false, false)), DICE))
                .isEqualTo(1);
        assertThat(TargetChoice.choose(List.of(load(0, true, true)), DICE)).isZero();
    }

    private static NodeLoad load(int inFlight, boolean near, boolean avoided) {
        return new NodeLoad(inFlight, 1_000_000, near, avoided);
    }
}
