package io.kvasir.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final SplittableGenerator dice =
            RandomGeneratorFactory.<SplittableGenerator>of("L64X128MixRandom").create(1);

    @Test
    void callsAreDueAtExactTimes() {
        assertThat(OpenLoop.dueNanos(0, 3)).isZero();
        assertThat(OpenLoop.dueNanos(1, 3)).isEqualTo(333_333_333);
        assertThat(OpenLoop.dueNanos(3_000_000_000L, 3))
                .isEqualTo(1_000_000_000L * NANOS_PER_SECOND);
    }

    /// One call stalls the store, for which only one may be under way: those that were due
    /// meanwhile have waited, though each is quick once it begins.
    @Test
    void aStallIsFeltByAllThatWereDueMeanwhile() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch enough = new CountDownLatch(40);
        Call call =
                own -> {
                    if (calls.getAndIncrement() == 0) {
                        Thread.sleep(200);
                    }
                    enough.countDown();
                };
        Recording recording;
        try (OpenLoop loop = OpenLoop.start(call, 100, 1, dice)) {
            assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
            recording = loop.recording();
        }
        long waited = recording.takeLatencies().getCountBetweenValues(50_000, 10_000_000);
        assertThat(waited).isGreaterThanOrEqualTo(14);
    }

    @Test
    void aClosedLoopForgetsWhatWasDueMeanwhile() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch enough = new CountDownLatch(40);
        Call call =
                own -> {
                    if (calls.getAndIncrement() == 0) {
                        Thread.sleep(200);
                    }
                    enough.countDown();
                };
        Recording recording;
        try (ClosedLoop loop = ClosedLoop.start(call, 1, dice)) {
            assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
            recording = loop.recording();
        }
        assertThat(recording.takeLatencies().getCountBetweenValues(190_000, 10_000_000))
                .isEqualTo(1);
    }

    @Test
    void failuresAreCountedAndNotTimed() throws Exception {
        CountDownLatch enough = new CountDownLatch(5);
        Call call =
                own -> {
                    enough.countDown();
                    throw new IllegalStateException("no store");
                };
        try (ClosedLoop loop = ClosedLoop.start(call, 2, dice)) {
            Window window =
                    Window.measure(loop.recording(), Duration.ofMillis(50), () -> Duration.ZERO);
            assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(window.operations()).isZero();
            assertThat(window.errors()).isPositive();
            assertThat(loop.recording().lastError()).contains("no store");
        }
    }
}
