package io.kvasir.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.chaos.workload.Recorder.Balances;
import io.kvasir.testkit.checker.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class BankSumTest {
    @Test
    void moneyThatOnlyMovedHolds() {
        assertThat(check(List.of(100L, 100L), List.of(0L, 200L))).isEqualTo(new Verdict.Holds(2));
    }

    @Test
    void aTransferSeenHalfDoneIsCaught() {
        assertThat(check(List.of(100L, 100L), List.of(80L, 100L)))
                .isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void aDebtThatTwoTransfersMadeTogetherIsCaught() {
        assertThat(check(List.of(-10L, 210L))).isInstanceOf(Verdict.Violated.class);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // Only read.
    private static Verdict check(List<Long>... readings) {
        return BankSum.check(
                java.util.Arrays.stream(readings)
                        .map(amounts -> new Balances(0, 1, amounts))
                        .toList(),
                200);
    }
}
