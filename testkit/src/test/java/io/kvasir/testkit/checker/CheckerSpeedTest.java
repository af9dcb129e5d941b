package io.kvasir.testkit.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.testkit.Seed;
import io.kvasir.testkit.history.History;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class CheckerSpeedTest {
    private static final int OPERATIONS = 40_000;

    /// The floor is far below what is measured: it catches a search that grows with the history.
    @Test
    void longHistoriesAreCheckedFasterThanTheyAreRecorded() {
        var shape = new RandomExecution.Shape(8, 4, OPERATIONS, false, 0.0005);
        History history = new RandomExecution(new Seed(5).random("speed"), shape).run();
        for (Checker checker : Checker.all()) {
            long began = cpuNanos();
            Verdict verdict = checker.check(history);
            double seconds = (cpuNanos() - began) / 1e9;
            System.out.printf(
                    "%s: %d operations in %.3f CPU seconds, %.0f a second%n",
                    checker.name(), OPERATIONS, seconds, OPERATIONS / seconds);
            assertThat(verdict).as(checker.name()).isInstanceOf(Verdict.Holds.class);
            assertThat(OPERATIONS / seconds).as(checker.name()).isGreaterThan(5_000);
        }
    }

    /// CPU time: the machine may be busy with other things.
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
