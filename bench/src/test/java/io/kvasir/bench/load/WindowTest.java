package io.kvasir.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class WindowTest {
    @Test
    void roundsAddUp() {
        Window sum = window(1, 100, 50, 2).plus(window(3, 500, 150, 1));

        assertThat(sum.operationsPerSecond()).isEqualTo(150);
        assertThat(sum.operationsPerServerCpuSecond()).isEqualTo(200);
        assertThat(sum.errors()).isEqualTo(200);
        assertThat(sum.percentileMillis(50)).isEqualTo(1);
    }

    @Test
    void warmUpEndsWhenWindowsNoLongerRise() throws InterruptedException {
        int[] second = {0};

        WarmUp.Result result =
                new WarmUp(200).run(() -> window(1, Math.min(100 + 20 * second[0]++, 1000), 0, 1));

        // It stands still from the 45th second on.
        assertThat(result.perSecond()).hasSizeBetween(45, 45 + 2 * WarmUp.STEADY_WINDOWS);
        assertThat(result.perSecond().getLast()).isEqualTo(1000);
        assertThat(result.isSteady()).isTrue();
    }

    /// Compilers are at work for minutes, and seconds differ by more than they gain in one.
    @Test
    void aFewWindowsAlikeDoNotEndIt() throws InterruptedException {
        int[] second = {0};

        WarmUp.Result result =
                new WarmUp(200).run(() -> window(1, second[0]++ < 40 ? 1000 : 1400, 0, 1));

        assertThat(result.perSecond()).hasSizeGreaterThan(80);
        assertThat(result.isSteady()).isTrue();
    }

    /// Half as fast with half of the CPU is the same store on a busier machine.
    @Test
    void aBusyMachineDoesNotKeepTheWarmUpGoing() throws InterruptedException {
        boolean[] slow = {false};

        WarmUp.Result result =
                new WarmUp(100)
                        .run(() -> {
                            slow[0] = !slow[0];
                            return slow[0] ? window(1, 500, 0, 1) : window(1, 1000, 0, 2);
                        });

        assertThat(result.perSecond()).hasSize(2 * WarmUp.STEADY_WINDOWS);
        assertThat(result.isSteady()).isTrue();
    }

    @Test
    void warmUpIsBounded() throws InterruptedException {
        int[] count = {100};

        WarmUp.Result result = new WarmUp(4).run(() -> window(1, count[0] *= 2, 0, 1));

        assertThat(result.perSecond()).hasSize(4);
        assertThat(result.isSteady()).isFalse();
    }

    private static Window window(int seconds, int operations, int errors, int cpuSeconds) {
        Histogram latencies = new Histogram(60_000_000, 3);
        latencies.recordValueWithCount(1000, operations);
        return new Window(
                Duration.ofSeconds(seconds), latencies, errors, Duration.ofSeconds(cpuSeconds));
    }
}
