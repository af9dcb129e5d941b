package io.kvasir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedsTest {
    @Test
    void aFailurePrintsTheCommandThatReplaysIt() {
        assertThatThrownBy(() ->
                        Seeds.each(
                                3,
                                seed -> {
                                    throw new IllegalStateException("broken");
                                }))
                .isInstanceOf(AssertionError.class)
                .hasRootCauseMessage("broken")
                .hasMessageContaining("./mvnw test -pl testkit -am")
                .hasMessageContaining("-Dtest='SeedsTest#")
                .hasMessageContaining("-Dkvasir.seed=0x");
    }

    @Test
    void allSeedsButTheLastAreTheSameInEachRun() {
        List<Seed> first = seedsOf(5);
        List<Seed> second = seedsOf(5);
        assertThat(first.subList(0, 4)).isEqualTo(second.subList(0, 4));
        assertThat(first).doesNotHaveDuplicates();
        assertThat(first.getLast()).isNotEqualTo(second.getLast());
    }

    private static List<Seed> seedsOf(int runs) {
        List<Seed> seeds = new ArrayList<>();
        Seeds.each(runs, seeds::add);
        return seeds;
    }

    @Test
    void aSeedIsReadAsItIsPrinted() {
        for (long value : new long[] {0, 1, -1, Long.MIN_VALUE, 0xabcdefL}) {
            assertThat(Seed.parse(new Seed(value).toString())).isEqualTo(new Seed(value));
        }
    }

    @Test
    void partsDrawTheirOwnNumbers() {
        Seed seed = new Seed(42);
        assertThat(seed.random("a").nextLong()).isEqualTo(seed.random("a").nextLong());
        assertThat(seed.random("a").nextLong()).isNotEqualTo(seed.random("b").nextLong());
    }
}
