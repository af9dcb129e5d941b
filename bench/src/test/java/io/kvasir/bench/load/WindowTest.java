package io.kvasir.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
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
    void warmUpEndsWhenFourWindowsAreAlike() throws InterruptedException {
        ArrayDeque<Window> windows =
                new ArrayDeque<>(
                        List.of(
                                window(1, 100, 0, 1),
                                window(1, 500, 0, 1),
                                window(1, 950, 0, 1),
                                window(1, 1000, 0, 1),
                                window(1, 990, 0, 1),
                                window(1, 985, 0, 1),
                                window(1, 5000, 0, 1)));

        WarmUp.Result result = new WarmUp(10).run(windows::remove);

        assertThat(result.perSecond()).containsExactly(100.0, 500.0, 950.0, 1000.0, 990.0, 985.0);
        assertThat(result.isSteady()).isTrue();
    }

    /// Half as fast with half of the CPU is the same store on a busier machine.
    @Test
    void aBusyMachineDoesNotKeepTheWarmUpGoing() throws InterruptedException {
        boolean[] slow = {false};

        WarmUp.Result result =
                new WarmUp(10)
                        .run(() -> {
                            slow[0] = !slow[0];
                            return slow[0] ? window(1, 500, 0, 1) : window(1, 1000, 0, 2);
                        });

        assertThat(result.perSecond()).hasSize(4);
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
