package io.kvasir.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.chaos.workload.Recorder.Insert;
import io.kvasir.chaos.workload.Recorder.PageRead;
import io.kvasir.testkit.checker.Verdict;
import io.kvasir.testkit.history.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageCompletenessTest {
    private static final long MS = 1_000_000;
    private static final List<Insert> INSERTS =
            List.of(
                    new Insert("c", -5, 0, 10 * MS),
                    new Insert("c", 7, 20 * MS, 30 * MS),
                    new Insert("c", 9, 40 * MS, Operation.OPEN));

    @Test
    void whatIsThereOnceAndInOrderHolds() {
        assertThat(read(50, 60, 0, -5L, 7L)).isInstanceOf(Verdict.Holds.class);
        assertThat(read(50, 60, 0, -5L, 7L, 9L)).isInstanceOf(Verdict.Holds.class);
    }

    @Test
    void aSkippedItemIsCaught() {
        assertThat(read(50, 60, 0, -5L)).isInstanceOf(Verdict.Violated.class);
        assertThat(read(50, 60, 0, 7L)).isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void aReadingMayMissWhatItsBoundLetsItMiss() {
        assertThat(read(50, 60, 25, -5L)).isInstanceOf(Verdict.Holds.class);
        assertThat(read(50, 60, 15, -5L)).isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void anItemTwiceOrOutOfOrderIsCaught() {
        assertThat(read(50, 60, 0, -5L, 7L, 7L)).isInstanceOf(Verdict.Violated.class);
        assertThat(read(50, 60, 0, 7L, -5L)).isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void anItemFromNowhereOrFromLaterIsCaught() {
        assertThat(read(50, 60, 0, -5L, 7L, 8L)).isInstanceOf(Verdict.Violated.class);
        assertThat(read(11, 15, 0, -5L, 7L)).isInstanceOf(Verdict.Violated.class);
    }

    private static Verdict read(long fromMs, long toMs, long stalenessMs, Long... keys) {
        return PageCompleteness.check(
                INSERTS,
                List.of(
                        new PageRead(
                                "c",
                                "strong query",
                                fromMs * MS,
                                toMs * MS,
                                stalenessMs,
                                List.of(keys))));
    }
}
