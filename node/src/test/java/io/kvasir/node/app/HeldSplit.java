package io.kvasir.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.model.partition.PartitionId;
import io.kvasir.node.replica.SplitSteps;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Holds a node, where that is wanted, at one step of a split, and lets it go on later.
final class HeldSplit implements SplitSteps {
    private static final long SECONDS_MAX = 60;

    private final Step at;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch cleared = new CountDownLatch(1);

    private volatile boolean wanted;

    HeldSplit(Step at) {
        this.at = at;
    }

    @Override
    public void reached(Step step, PartitionId parent) {
        if (step == at && wanted) {
            reached.countDown();
            waited(release);
        }
        if (step == Step.CLEARED) {
            cleared.countDown();
        }
    }

    void hold() {
        wanted = true;
    }

    void awaitReached() {
        assertThat(waited(reached)).as("a split reaches " + at).isTrue();
    }

    /// And waits until it has ended its work on the split.
    void goOn() {
        release.countDown();
        assertThat(waited(cleared)).as("the split ends").isTrue();
    }

    private static boolean waited(CountDownLatch latch) {
        try {
            return latch.await(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
