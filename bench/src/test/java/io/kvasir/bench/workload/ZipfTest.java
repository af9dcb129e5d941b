package io.kvasir.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ZipfTest {
    private static final int DRAWS = 200_000;

    @Test
    void theFirstRanksHaveTheSharesOfTheLaw() {
        int ranks = 1000;
        Zipf zipf = new Zipf(ranks);
        SplittableRandom dice = new SplittableRandom(1);
        int[] drawn = new int[ranks];
        for (int i = 0; i < DRAWS; i++) {
            drawn[(int) zipf.next(dice)]++;
        }
        double all = 0;
        for (int rank = 1; rank <= ranks; rank++) {
            all += 1 / Math.pow(rank, 0.99);
        }
        assertThat(drawn[0] / (double) DRAWS).isCloseTo(1 / all, within(0.01));
        assertThat(drawn[1] / (double) DRAWS).isCloseTo(1 / Math.pow(2, 0.99) / all, within(0.01));
        assertThat(drawn[ranks - 1]).isLessThan(drawn[0] / 50);
    }

    @Test
    void everyRankIsInRange() {
        Zipf zipf = new Zipf(2);
        SplittableRandom dice = new SplittableRandom(2);
        for (int i = 0; i < 1000; i++) {
            assertThat(zipf.next(dice)).isBetween(0L, 1L);
        }
    }

    @Test
    void oneRankIsRefused() {
        assertThatThrownBy(() -> new Zipf(1)).hasMessageContaining("ranks is 1");
    }
}
