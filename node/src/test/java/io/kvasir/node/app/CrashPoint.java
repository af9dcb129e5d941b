package io.kvasir.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.replica.SplitSteps;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Holds a node at one step of a split until it is crashed there.
final class CrashPoint implements SplitSteps {
    private static final long SECONDS_MAX = 60;

    private final Step at;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch crash = new CountDownLatch(1);

    CrashPoint(Step at) {
        this.at = at;
    }

    @Override
    public void reached(Step step, PartitionId parent) {
        if (step == at) {
            reached.countDown();
            boolean crashed = waited(crash);
            throw new IllegalStateException(crashed ? "crashed at " + step : "never crashed");
        }
    }

    void awaitReached() {
        assertThat(waited(reached)).as("a split reaches " + at).isTrue();
    }

    /// The thread that was held ends without another step.
    void crash() {
        crash.countDown();
    }

    private static boolean waited(CountDownLatch latch) {
        try {
            return latch.await(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
