package io.kvasir.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class KeptSignalTest {
    private static final int SIGNALS = 100_000;

    private final KeptSignal signal = new KeptSignal("test", 0);

    @Test
    void aSignalThatCameBeforeTheWaitEndsItAndNoOther() throws InterruptedException {
        signal.signal();
        signal.signal();

        assertThat(signal.await(1, TimeUnit.HOURS)).isTrue();
        assertThat(signal.await(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(signal.await(0, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void aShortWaitIsProlonged() throws InterruptedException {
        KeptSignal slow = new KeptSignal("test", TimeUnit.MILLISECONDS.toNanos(50));
        long start = System.nanoTime();

        assertThat(slow.await(1, TimeUnit.MILLISECONDS)).isFalse();

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
    }

    /// Each thread waits for the other's signal: one that is lost would leave both asleep.
    @Test
    void noSignalIsLostBetweenALookAndTheWait() throws Exception {
        KeptSignal answers = new KeptSignal("answers", 0);
        CompletableFuture<Void> other =
                CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < SIGNALS; i++) {
                        waitFor(signal);
                        answers.signal();
                    }
                });

        for (int i = 0; i < SIGNALS; i++) {
            signal.signal();
            waitFor(answers);
        }

        other.get();
    }

    private static void waitFor(KeptSignal signal) {
        try {
            signal.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoIsInterruptedWaitsNoMore() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> signal.await(1, TimeUnit.HOURS))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
